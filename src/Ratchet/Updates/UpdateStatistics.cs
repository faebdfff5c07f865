using Ratchet.Updates.Solvers;

namespace Ratchet.Updates;

/// <summary>What one update did; reused.</summary>
internal sealed class UpdateStatistics
{
    public double MaxKl;
    public double MeanKl;
    public double ShareBeyondHalf;
    public double NextBatchMaxKl;
    public int Violations;
    public int PrimarySteps;
    public int FixupSteps;
    public int Interpolations;
    public int DeferredSwaps;
    public int Backtracks;
    public int RejectedSteps;
    public int SkippedSteps;
    public double Beta;
    public double ExplainedVariance;
    public double ReturnDeviation;
    public double Entropy;

    private int _policySteps;
    private int _valueSteps;
    private double _policyLoss;
    private double _valueLoss;
    private double _clipped;
    private double _norm;
    private double _policyNorm;
    private double _valueNorm;

    public double PolicyLoss => _policyLoss / _policySteps;

    public double ValueLoss => _valueLoss / _valueSteps;

    public double ClipShare => _clipped / _policySteps;

    public double GradientNorm => _norm / _policySteps;

    public double PolicyGradientNorm => _policyNorm / _policySteps;

    public double ValueGradientNorm => _valueNorm / _valueSteps;

    public void Clear()
    {
        MaxKl = MeanKl = ShareBeyondHalf = 0;
        NextBatchMaxKl = double.NaN;
        Violations = PrimarySteps = FixupSteps = Interpolations = DeferredSwaps = Backtracks = RejectedSteps = SkippedSteps = 0;
        _policySteps = _valueSteps = 0;
        _policyLoss = _valueLoss = _clipped = _norm = _policyNorm = _valueNorm = 0;
    }

    /// <summary>A step on the policy, and with it on the value or not.</summary>
    public void AddPrimaryStep(in MinibatchSums sums, GradientNorms norms, bool withValue)
    {
        PrimarySteps++;
        AddPolicyGradient(sums, norms);
        if (withValue)
            AddValueGradient(sums, norms);
    }

    /// <summary>A gradient of the value alone.</summary>
    public void AddValueGradient(in MinibatchSums sums, GradientNorms norms)
    {
        _valueSteps++;
        _valueLoss += sums.ValueLoss / sums.Rows;
        _valueNorm += norms.Value;
    }

    /// <summary>A gradient of the policy alone.</summary>
    public void AddPolicyGradient(in MinibatchSums sums, GradientNorms norms)
    {
        _policySteps++;
        _policyLoss += sums.PolicyLoss / sums.Rows;
        _clipped += (double)sums.Clipped / sums.Rows;
        _norm += norms.All;
        _policyNorm += norms.Policy;
    }
}
