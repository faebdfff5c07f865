using Ratchet.Numerics;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Tests.Policies;

/// <summary>What is particular to the categorical distribution: masks, the inverse of the cumulative distribution, ties.</summary>
public sealed class CategoricalDistributionTests
{
    [Fact]
    public void Probabilities_sum_to_one_and_an_invalid_action_has_exactly_none()
    {
        var batch = new DistributionBatch(new Categorical(6), 100, masked: true);
        var probability = new AlignedBuffer<float>(6 * batch.Stride);
        Probabilities(batch, probability);
        for (int i = 0; i < batch.Rows; i++)
        {
            float sum = 0;
            for (int j = 0; j < 6; j++)
            {
                float p = probability.Span[j * batch.Stride + i];
                Assert.True(batch.IsValid(i, j) ? p > 0 : p == 0);
                Assert.True(float.IsFinite(batch.Columns[j * batch.Stride + i]));
                sum += p;
            }

            Assert.Equal(1, sum, 1e-6);
        }
    }

    [Fact]
    public void A_single_valid_action_is_certain_and_has_no_entropy_and_no_divergence()
    {
        var batch = new DistributionBatch(new Categorical(1), 20, masked: true);
        Assert.All(batch.LogProbability(), logP => Assert.Equal(0f, logP));
        Assert.All(batch.Entropy(), h => Assert.Equal(0f, h));
        Assert.All(batch.Divergence(KlDirection.OldToNew), kl => Assert.Equal(0f, kl));
    }

    [Fact]
    public void The_same_mask_in_old_and_new_gives_a_finite_divergence_and_gradient_at_extreme_logits()
    {
        var batch = new DistributionBatch(new Categorical(5), 100, masked: true);
        foreach (ref float output in batch.Outputs)
            output *= 1000;
        batch.Refresh();
        foreach (KlDirection direction in Enum.GetValues<KlDirection>())
        {
            Assert.All(batch.Divergence(direction), kl => Assert.True(float.IsFinite(kl) && kl >= 0));
            (float[] outputs, _) = batch.Backward(batch.Coefficients(1), batch.Coefficients(2), batch.Coefficients(3), direction);
            Assert.All(outputs, g => Assert.True(float.IsFinite(g)));
        }
    }

    // ln 3 against ln 1: p = (¾, ¼); H = −¾ ln ¾ − ¼ ln ¼ = 0.5623351; KL from (½, ½) = ½ ln(½/¾) + ½ ln(½/¼) = 0.1438410.
    [Fact]
    public void A_case_by_hand()
    {
        var batch = new DistributionBatch(new Categorical(2), 1);
        batch.Outputs[0] = 1.0986123f;
        batch.Outputs[1] = 0;
        batch.OldOutputs[..2].Fill(5);
        batch.Actions[0] = 1;
        batch.Refresh();
        Assert.Equal(-1.3862944f, batch.LogProbability()[0], 1e-6f);
        Assert.Equal(0.5623351f, batch.Entropy()[0], 1e-6f);
        Assert.Equal(0.1438410f, batch.Divergence(KlDirection.OldToNew)[0], 1e-6f);
    }

    // A frequency of n draws has standard deviation √(p(1−p)/n); five of them are passed once in two million.
    [Fact]
    public void Sampled_frequencies_are_the_probabilities()
    {
        const int rows = 1000, draws = 200;
        var batch = new DistributionBatch(new Categorical(4), rows);
        for (int i = 0; i < rows; i++)
            batch.Outputs.Slice(0, 4).CopyTo(batch.Outputs.Slice(i * batch.OutputStride));
        batch.Refresh();
        var count = new int[4];
        RandomStream[] streams = DistributionTests.Streams(rows);
        for (int draw = 0; draw < draws; draw++)
        {
            batch.Sample(streams);
            for (int i = 0; i < rows; i++)
                count[(int)batch.Actions[i]]++;
        }

        double[] logP = ReadingEditions.Categorical.LogProbabilities(batch.Point(0).Outputs);
        for (int j = 0; j < 4; j++)
        {
            double p = Math.Exp(logP[j]);
            Assert.Equal(p, (double)count[j] / (rows * draws), 5 * Math.Sqrt(p * (1 - p) / (rows * draws)));
        }
    }

    [Fact]
    public void An_invalid_action_is_never_sampled_and_never_the_mode()
    {
        var batch = new DistributionBatch(new Categorical(6), 300, masked: true);
        RandomStream[] streams = DistributionTests.Streams(300);
        for (int draw = 0; draw < 50; draw++)
        {
            batch.Sample(streams);
            for (int i = 0; i < 300; i++)
                Assert.True(batch.IsValid(i, (int)batch.Actions[i]));
        }

        batch.Mode();
        for (int i = 0; i < 300; i++)
            Assert.True(batch.IsValid(i, (int)batch.Actions[i]));
    }

    // Probabilities (¼, ¼, 0): a draw above ½ passes the whole sum, as one does by rounding, and takes the last action that is possible.
    [Fact]
    public void A_draw_beyond_the_sum_takes_the_last_possible_action()
    {
        const int rows = 400;
        var batch = new DistributionBatch(new Categorical(3), rows);
        batch.Columns[..(2 * batch.Stride)].Fill(-1.3862944f);
        batch.Columns[(2 * batch.Stride)..].Fill(Categorical.InvalidLogit);
        RandomStream[] streams = DistributionTests.Streams(rows);
        RandomStream[] same = DistributionTests.Streams(rows);
        batch.Sample(streams);
        for (int i = 0; i < rows; i++)
            Assert.Equal(same[i].NextSingle() < 0.25f ? 0 : 1, batch.Actions[i]);
    }

    [Fact]
    public void A_sample_draws_one_number()
    {
        var batch = new DistributionBatch(new Categorical(6), 1);
        RandomStream[] streams = DistributionTests.Streams(1);
        RandomStream[] same = DistributionTests.Streams(1);
        batch.Sample(streams);
        same[0].NextSingle();
        Assert.Equal(same[0].NextUInt32(), streams[0].NextUInt32());
    }

    [Fact]
    public void The_mode_is_the_largest_logit_and_ties_go_to_the_lower_index()
    {
        var batch = new DistributionBatch(new Categorical(4), 2);
        new float[] { 1, 3, 3, 2 }.CopyTo(batch.Outputs);
        new float[] { 0, 0, 0, 0.5f }.CopyTo(batch.Outputs[batch.OutputStride..]);
        batch.Refresh();
        batch.Mode();
        Assert.Equal(1f, batch.Actions[0]);
        Assert.Equal(3f, batch.Actions[1]);
    }

    private static unsafe void Probabilities(DistributionBatch batch, AlignedBuffer<float> probability)
    {
        fixed (float* columns = batch.Columns)
            batch.Kernels.Exp(columns, probability.Pointer, probability.Length);
    }
}
