using System.Globalization;
using System.Numerics;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Networks;

/// <summary>
/// The form of a learned drift (Lu et al. 2022): f(r, A) = ReLU(net(x(r, A)) − ξ + ReLU([r − clip(r, 1 ± ε)] A)), the last term only where <see cref="ClipRange"/> is given.
/// The network has no biases, so that it is 0 at r = 1; ξ makes f flat around it.
/// </summary>
public sealed record DriftNetworkShape
{
    private const int MostLayers = 4, WidestLayer = 1024;

    /// <summary>LPO: one hidden layer of 128 with tanh, and PPO's drift, ε = 0.2.</summary>
    public static DriftNetworkShape Lpo { get; } = new() { Hidden = [128], Activation = Activation.Tanh, ClipRange = 0.2 };

    /// <summary>LPO-Zero, as the text of the paper has it: two hidden layers of 256 with ReLU; its appendix says one.</summary>
    public static DriftNetworkShape LpoZero { get; } = new() { Hidden = [256, 256], Activation = Activation.Relu };

    /// <summary>Units of each hidden layer; one to four layers of 1 … 1024.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    /// <summary>After each hidden layer: tanh or ReLU.</summary>
    public required Activation Activation { get; init; }

    /// <summary>What it sees.</summary>
    public DriftInputs Inputs { get; init; } = DriftInputs.All;

    /// <summary>Whether it sees each input a second time, multiplied by n/N, the share of the training that is done (Jackson et al. 2024).</summary>
    public bool IsTemporal { get; init; }

    /// <summary>ξ: what is subtracted before the last ReLU, 0 … 1; 1e-6 in the paper, 1e-4 in its authors' code.</summary>
    public double Shift { get; init; } = 1e-6;

    /// <summary>ε of PPO's drift, which is added before the last ReLU; null for none.</summary>
    public double? ClipRange { get; init; }

    /// <summary>Numbers that the first layer sees.</summary>
    public int InputCount => BitOperations.PopCount((uint)Inputs) * (IsTemporal ? 2 : 1);

    /// <summary>Weights of all layers.</summary>
    public int ParameterCount => Layers.Sum(layer => layer.Inputs * layer.Outputs);

    /// <summary>Inputs and outputs of each layer, the last of which has one output.</summary>
    public IEnumerable<(int Inputs, int Outputs)> Layers
    {
        get
        {
            int inputs = InputCount;
            foreach (int outputs in Hidden)
            {
                yield return (inputs, outputs);
                inputs = outputs;
            }

            yield return (inputs, 1);
        }
    }

    /// <summary>Checks every field.</summary>
    /// <exception cref="OptionException">One is out of its range.</exception>
    public void Validate()
    {
        if (Hidden.Count is < 1 or > MostLayers || Hidden.Any(units => units is < 1 or > WidestLayer))
            throw new OptionException("hidden", $"the hidden layers are [{string.Join(", ", Hidden)}]; they must be one to {MostLayers} numbers of 1 … {WidestLayer}.");
        if (Activation is not (Activation.Tanh or Activation.Relu))
            throw new OptionException("activation", "the activation must be tanh or relu.");
        if (Inputs is DriftInputs.None || (Inputs & ~DriftInputs.All) != 0)
            throw new OptionException("inputs", "there must be at least one input, and none but the eight that there are.");
        OptionRange.Check(Shift, 0, 1, "shift");
        if (ClipRange is { } range)
            OptionRange.Check(range, 0.001, 0.999, "clip-range");
    }

    /// <inheritdoc/>
    public bool Equals(DriftNetworkShape? other) =>
        other is not null && Hidden.SequenceEqual(other.Hidden)
        && (Activation, Inputs, IsTemporal, Shift, ClipRange) == (other.Activation, other.Inputs, other.IsTemporal, other.Shift, other.ClipRange);

    /// <inheritdoc/>
    public override int GetHashCode() => (Hidden.Count, Activation, Inputs, IsTemporal, Shift, ClipRange).GetHashCode();

    /// <summary>In a few words, such as <c>8 × 128 × 1, tanh, ξ 1e-06, PPO's drift with ε 0.2</c>.</summary>
    public override string ToString()
    {
        string clip = ClipRange is { } range ? string.Create(CultureInfo.InvariantCulture, $", PPO's drift with ε {range}") : "";
        string time = IsTemporal ? ", temporally aware" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{InputCount} × {string.Join(" × ", Hidden)} × 1, {(Activation == Activation.Tanh ? "tanh" : "ReLU")}, ξ {Shift}{clip}{time}");
    }
}
