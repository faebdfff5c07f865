namespace Ratchet.BlackBox.Methods;

/// <summary>What a search knows of the spread of its candidates.</summary>
public enum CovarianceKind
{
    /// <summary>σ² I: one number.</summary>
    Isotropic,

    /// <summary>diag(σ₁² … σ_n²): one number a coordinate.</summary>
    Diagonal,

    /// <summary>Any: n² numbers, and n³ / 6 multiplications a generation.</summary>
    Full,
}
