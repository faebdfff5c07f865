using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Ratchet.Cli.Views;
using Ratchet.Environments;
using Ratchet.Environments.Wrappers;
using Ratchet.Numerics;
using Ratchet.Training;
using Ratchet.Training.Runs;

namespace Ratchet.Cli.Tests;

/// <summary>
/// The command's training of a simulator that hangs, which the command knows none of: the test's own assembly, started with a folder in the
/// environment, is that instead of a test. One thread, since others would wait for the end of what runs before Main.
/// </summary>
internal static class HangingHost
{
    public const string Variable = "RATCHET_TEST_HANG";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification = "The tests are an executable, whose Main is not ours.")]
    internal static void RunInsteadOfTests()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
            return;
        int steps = 0;
        EnvironmentDefinition definition = EnvironmentRegistry.BuiltIn.Find("cartpole").Wrap(inner => new Hanging(inner, () => ++steps == 200));
        Environment.Exit(TrainingSession.Run(new Surroundings(Console.In, Console.Out, Console.Error, IsTerminal: false), folder, RunFolder.ReadOptions(folder), definition, threads: 1, RunOutput.Text));
    }

    private sealed class Hanging(IEnvironment inner, Func<bool> hangs) : EnvironmentWrapper(inner)
    {
        public override Transition Step(ReadOnlySpan<double> action, ref RandomStream random)
        {
            if (hangs())
                Thread.Sleep(Timeout.Infinite);
            return Inner.Step(action, ref random);
        }
    }
}
