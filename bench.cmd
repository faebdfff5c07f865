@echo off
rem bench lists the benchmarks, bench NAME runs one, bench all runs every one.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set "ROOT=%~dp0"
where dotnet >nul 2>nul || (echo bench: the .NET 10 SDK is missing: install it from https://dot.net/download and call again.>&2& exit /b 2)
dotnet build "%ROOT%benchmarks\Ratchet.Benchmarks" -c Release --artifacts-path "%ROOT%artifacts\tools\work" -p:RatchetAnalyzers=off -v q "-clp:ErrorsOnly;NoSummary" 1>&2 || exit /b 2
dotnet "%ROOT%artifacts\tools\work\bin\Ratchet.Benchmarks\release\ratchet-benchmarks.dll" %*
exit /b %ERRORLEVEL%
