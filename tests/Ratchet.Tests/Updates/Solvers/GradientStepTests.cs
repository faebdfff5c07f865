using Ratchet.Environments;
using Ratchet.Numerics;
using Ratchet.Policies;
using Ratchet.Tests.Numerics.ReadingEditions;
using Ratchet.Updates;
using Ratchet.Updates.Solvers;
using Xunit;

namespace Ratchet.Tests.Updates.Solvers;

/// <summary>The step of every optimiser on all parameters of an actor-critic, against its reading edition.</summary>
public sealed class GradientStepTests
{
    private const double Rate = 0.01, Limit = 0.5;

    [Theory]
    [InlineData(Optimizer.Adam)]
    [InlineData(Optimizer.RmsProp)]
    [InlineData(Optimizer.RmsPropTf)]
    [InlineData(Optimizer.Sgd)]
    public void Follows_the_optimiser_with_the_norm_clipped(Optimizer optimizer)
    {
        var options = new OptimizationOptions { Optimizer = optimizer, MaxGradientNorm = Limit, RmsPropAlpha = 0.9, RmsPropEpsilon = 1e-3, AdamEpsilon = 1e-3, WeightDecay = 0.1 };
        ActorCritic policy = Policy();
        GradientStep step = Step(policy, options);
        Func<double, double>[] readings = [.. policy.Parameters.ToArray().Select(p => Reading(optimizer, p))];
        double[] expected = [];
        for (uint t = 1; t <= 3; t++)
        {
            double norm = FillGradient(step, t);
            Assert.True(norm > Limit);
            float[] gradient = step.Gradient.ToArray();
            expected = [.. readings.Zip(gradient, (reading, g) => reading(g * Limit / norm))];
            step.Step(norm, Rate, UpdatedPart.All);
        }

        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], policy.Parameters[i], 2e-6);
    }

    [Theory]
    [InlineData(Optimizer.Adam)]
    [InlineData(Optimizer.RmsProp)]
    [InlineData(Optimizer.RmsPropTf)]
    [InlineData(Optimizer.Sgd)]
    public void What_a_checkpoint_keeps_is_the_whole_state(Optimizer optimizer)
    {
        var options = new OptimizationOptions { Optimizer = optimizer };
        ActorCritic policy = Policy(), other = Policy();
        GradientStep step = Step(policy, options), loaded = Step(other, options);
        step.Step(FillGradient(step, 1), Rate, UpdatedPart.All);
        policy.Parameters.CopyTo(other.Parameters);
        other.ParametersChanged();
        step.FirstMoment.CopyTo(loaded.FirstMoment);
        step.SecondMoment.CopyTo(loaded.SecondMoment);
        step.Powers.CopyTo(loaded.Powers);
        step.Step(FillGradient(step, 2), Rate, UpdatedPart.All);
        loaded.Step(FillGradient(loaded, 2), Rate, UpdatedPart.All);
        Assert.Equal(policy.Parameters.ToArray(), other.Parameters.ToArray());
    }

    [Theory]
    [InlineData(Optimizer.RmsProp)]
    [InlineData(Optimizer.Sgd)]
    public void A_step_on_the_value_alone_leaves_the_policy_as_it_is(Optimizer optimizer)
    {
        ActorCritic policy = Policy();
        GradientStep step = Step(policy, new OptimizationOptions { Optimizer = optimizer });
        float[] before = policy.Parameters[..policy.PolicyParameterCount].ToArray(), moments = PolicyMoments();
        step.Step(FillGradient(step, 1), Rate, UpdatedPart.Value);
        Assert.Equal(before, policy.Parameters[..policy.PolicyParameterCount].ToArray());
        Assert.Equal(moments, PolicyMoments());

        // SGD has none.
        float[] PolicyMoments() => optimizer == Optimizer.Sgd ? step.SecondMoment.ToArray() : step.SecondMoment[..policy.PolicyParameterCount].ToArray();
    }

    /// <summary>From a gradient to the parameter after the step.</summary>
    private static Func<double, double> Reading(Optimizer optimizer, double parameter)
    {
        var adam = new AdamReading(parameter, Rate, 0.9, 0.999, 1e-3, 0.1);
        var rmsProp = new RmsPropReading(parameter, Rate, 0.9, 1e-3, optimizer == Optimizer.RmsPropTf, 0.1);
        double descended = parameter;
        return optimizer switch
        {
            Optimizer.Adam => gradient =>
            {
                adam.Step(gradient);
                return adam.Parameter;
            },
            Optimizer.Sgd => gradient => descended = descended - (Rate * 0.1 * descended) - (Rate * gradient),
            _ => gradient =>
            {
                rmsProp.Step(gradient);
                return rmsProp.Parameter;
            },
        };
    }

    private static double FillGradient(GradientStep step, uint stream)
    {
        var random = new RandomStream(5, StreamPurpose.User, stream);
        double squares = 0;
        foreach (ref float gradient in step.Gradient)
        {
            gradient = (float)random.NextUniform(-2, 2);
            squares += gradient * gradient;
        }

        return Math.Sqrt(squares);
    }

    private static GradientStep Step(ActorCritic policy, OptimizationOptions options) =>
        new(policy, new SliceGradientLayout(policy), options, new RunClock(), Kernels.Best, new WorkerPool(1));

    private static ActorCritic Policy()
    {
        var policy = new ActorCritic(new NetworkOptions { Hidden = [9] }, new BoxSpace(3), new BoxSpace([-1, -1], [1, 1]));
        policy.Initialize(3);
        return policy;
    }
}
