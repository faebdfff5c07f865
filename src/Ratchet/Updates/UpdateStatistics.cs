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
    public double Beta;
    public double ExplainedVariance;
    public double Entropy;

    private double _policyLoss;
    private double _valueLoss;
    private double _clipped;
    private double _norm;

    public double PolicyLoss => _policyLoss / PrimarySteps;

    public double ValueLoss => _valueLoss / PrimarySteps;

    public double ClipShare => _clipped / PrimarySteps;

    public double GradientNorm => _norm / PrimarySteps;

    public void Clear()
    {
        MaxKl = MeanKl = ShareBeyondHalf = 0;
        NextBatchMaxKl = double.NaN;
        Violations = PrimarySteps = FixupSteps = Interpolations = DeferredSwaps = 0;
        _policyLoss = _valueLoss = _clipped = _norm = 0;
    }

    public void AddPrimaryStep(in MinibatchSums sums, double norm)
    {
        PrimarySteps++;
        _policyLoss += sums.PolicyLoss / sums.Rows;
        _valueLoss += sums.ValueLoss / sums.Rows;
        _clipped += (double)sums.Clipped / sums.Rows;
        _norm += norm;
    }
}
