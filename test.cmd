@echo off
rem Builds everything with analyzers on and runs every test project; arguments go to `dotnet test`.
rem MuJoCo is not installed here: unpack its release 2.2.2 and set RATCHET_MUJOCO to mujoco.dll, else its tests are skipped.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
where dotnet >nul 2>nul || (echo test: the .NET 10 SDK is missing: install it from https://dot.net/download and call again.>&2& exit /b 2)
cd /d "%~dp0"
dotnet test --solution Ratchet.slnx -c Release %*
exit /b %ERRORLEVEL%
