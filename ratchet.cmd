@echo off
rem The `ratchet` command on Windows: builds it when its sources changed, then runs it.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
set "ROOT=%~dp0"
where dotnet >nul 2>nul || (echo ratchet: the .NET 10 SDK is missing: install it from https://dot.net/download and call again.>&2& exit /b 2)
dotnet build "%ROOT%src\Ratchet.Cli" -c Release --artifacts-path "%ROOT%artifacts\tools\work" -p:RatchetAnalyzers=off -v q "-clp:ErrorsOnly;NoSummary" 1>&2 || exit /b 2
dotnet "%ROOT%artifacts\tools\work\bin\Ratchet.Cli\release\Ratchet.Cli.dll" %*
exit /b %ERRORLEVEL%
