using System.Net;
using Ratchet.Environments;
using Ratchet.Training;

namespace Ratchet.Dashboard;

/// <summary>What the live page shows, and where it is served.</summary>
public sealed record DashboardOptions
{
    /// <summary>The folder that runs and studies are looked for in, at any depth.</summary>
    public required string Folder { get; init; }

    /// <summary>The address that is listened on; by default only this machine's own processes reach the page.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port, 0 … 65535; 0 takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>What a visitor must know, given once as <c>?token=…</c>. Null asks for none, which only a loopback address allows.</summary>
    public string? Token { get; init; }

    /// <summary>Finds the environment of a run, so that its policy can be shown in motion.</summary>
    public required Func<RunOptions, EnvironmentDefinition> FindEnvironment { get; init; }
}
