namespace Ratchet.Tests.Updates.ReadingEditions;

/// <summary>
/// One-step actor-critic, episodic (Sutton and Barto 2018, §13.5, box; trust-region facts, §6.6), with linear logits θ and a linear value w over the
/// features (x, 1) of a state.
/// </summary>
internal sealed class OneStepActorCritic(double[][] theta, double[] w, double gamma, double alphaTheta, double alphaW)
{
    private double _i = 1;

    /// <summary>θ[action][feature].</summary>
    public double[][] Theta { get; } = theta;

    /// <summary>w[feature].</summary>
    public double[] W { get; } = w;

    /// <summary>δ ← R + γ v(S′) − v(S), v(S′) = 0 if S′ is terminal; w += α_w δ ∇v; θ += α_θ I δ ∇ln π(A|S); I ← γI, or 1 at the start of an episode.</summary>
    public void Step(double[] state, int action, double reward, double[] next, bool terminal)
    {
        double delta = reward + gamma * (terminal ? 0 : Dot(W, next)) - Dot(W, state);
        double[] score = Reinforce.Score([.. Theta.Select(row => Dot(row, state))], action);
        for (int k = 0; k < W.Length; k++)
        {
            W[k] += alphaW * delta * state[k];
            for (int b = 0; b < Theta.Length; b++)
                Theta[b][k] += alphaTheta * _i * delta * score[b] * state[k];
        }

        _i = terminal ? 1 : _i * gamma;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
