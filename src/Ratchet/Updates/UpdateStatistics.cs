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
    public double Entropy;

    private int _policySteps;
    private int _valueSteps;
    private double _policyLoss;
    private double _valueLoss;
    private double _clipped;
    private double _norm;

    public double PolicyLoss => _policyLoss / _policySteps;

    public double ValueLoss => _valueLoss / _valueSteps;

    public double ClipShare => _clipped / _policySteps;

    public double GradientNorm => _norm / _policySteps;

    public void Clear()
    {
        MaxKl = MeanKl = ShareBeyondHalf = 0;
        NextBatchMaxKl = double.NaN;
        Violations = PrimarySteps = FixupSteps = Interpolations = DeferredSwaps = Backtracks = RejectedSteps = SkippedSteps = 0;
        _policySteps = _valueSteps = 0;
        _policyLoss = _valueLoss = _clipped = _norm = 0;
    }

    /// <summary>A step on the policy, and with it on the value or not.</summary>
    public void AddPrimaryStep(in MinibatchSums sums, double norm, bool withValue)
    {
        PrimarySteps++;
        AddPolicyGradient(sums, norm);
        if (withValue)
            AddValueGradient(sums);
    }

    /// <summary>A gradient of the value alone.</summary>
    public void AddValueGradient(in MinibatchSums sums)
    {
        _valueSteps++;
        _valueLoss += sums.ValueLoss / sums.Rows;
    }

    /// <summary>A gradient of the policy alone.</summary>
    public void AddPolicyGradient(in MinibatchSums sums, double norm)
    {
        _policySteps++;
        _policyLoss += sums.PolicyLoss / sums.Rows;
        _clipped += (double)sums.Clipped / sums.Rows;
        _norm += norm;
    }
}
