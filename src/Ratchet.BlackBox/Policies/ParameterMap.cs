using Ratchet.Policies;

namespace Ratchet.BlackBox.Policies;

/// <summary>Which parameters of a policy a search moves: the weights of its network, with or without the biases; never those of the value function, nor log σ.</summary>
internal sealed class ParameterMap
{
    private readonly int[] _places;

    public ParameterMap(ActorCritic policy, bool biases)
    {
        var places = new List<int>();
        foreach (DenseLayer layer in policy.PolicyStack.Layers)
        {
            places.AddRange(Enumerable.Range(layer.Offset, layer.WeightCount));
            if (biases)
                places.AddRange(Enumerable.Range(layer.BiasOffset, layer.Outputs));
        }

        _places = [.. places];
    }

    /// <summary>Numbers in a point of the search.</summary>
    public int Dimension => _places.Length;

    /// <summary>The point that a policy stands at.</summary>
    public double[] Read(ActorCritic policy)
    {
        double[] point = new double[_places.Length];
        for (int i = 0; i < point.Length; i++)
            point[i] = policy.Parameters[_places[i]];
        return point;
    }

    /// <summary>Brings a policy to a point.</summary>
    public void Write(ReadOnlySpan<double> point, ActorCritic policy)
    {
        Span<float> parameters = policy.Parameters;
        for (int i = 0; i < point.Length; i++)
            parameters[_places[i]] = (float)point[i];
        policy.ParametersChanged();
    }
}
