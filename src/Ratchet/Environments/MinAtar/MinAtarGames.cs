namespace Ratchet.Environments.MinAtar;

/// <summary>
/// The five games of MinAtar: Atari games on a board of 10 × 10 cells, with the rules of the authors' programs.
/// </summary>
/// <remarks>
/// Young and Tian, "MinAtar: An Atari-inspired testbed for thorough and reproducible reinforcement learning experiments" (2019),
/// arXiv:1903.03176. An observation is the 10 × 10 × channels zeros and ones of the state after the step, flattened as
/// [row y][column x][channel] with row 0 at the top. Actions: 0 none, 1 left, 2 up, 3 right, 4 down, 5 fire; a minimal action set counts
/// those that do something, in this order. The memory of the last executed action, which sticky actions repeat, begins with none and is
/// kept over resets.
/// <para>
/// The original has no limit on the steps of an episode but Freeway's own. A policy that cannot lose would play for ever, in Seaquest
/// simply by waiting at the surface, and an evaluation would never end: here an episode is cut off, as truncated, after 10,000 steps;
/// <c>definition with { TimeLimit = null }</c> is the original.
/// </para>
/// </remarks>
public static class MinAtarGames
{
    /// <summary>Steps after which a game is cut off: four times a whole game of Freeway.</summary>
    private const int TimeLimit = 10_000;

    /// <summary>All games with all six actions, and with the minimal sets where these are smaller.</summary>
    public static IReadOnlyList<EnvironmentDefinition> All { get; } =
    [
        Breakout(), Asterix(), Freeway(), SpaceInvaders(), Seaquest(),
        .. ((Func<MinAtarOptions, EnvironmentDefinition>[])[Breakout, Asterix, Freeway, SpaceInvaders])
            .Select(define => define(new MinAtarOptions { MinimalActions = true })),
    ];

    /// <summary>Keep a ball in play that breaks bricks. Channels: paddle, ball, trail, brick.</summary>
    /// <param name="options">Null for the usual ones.</param>
    public static EnvironmentDefinition Breakout(MinAtarOptions? options = null) =>
        Define<Breakout>("breakout", "Keep a ball in play that breaks bricks", TimeLimit, options ?? new MinAtarOptions());

    /// <summary>Collect gold and evade enemies. Channels: player, enemy, trail, gold.</summary>
    /// <param name="options">Null for the usual ones.</param>
    public static EnvironmentDefinition Asterix(MinAtarOptions? options = null) =>
        Define<Asterix>("asterix", "Collect gold and evade enemies", TimeLimit, options ?? new MinAtarOptions());

    /// <summary>Cross a road of eight lanes, again and again, for 2501 steps. Channels: chicken, car, and one for each speed of a car, 1 to 5.</summary>
    /// <param name="options">Null for the usual ones.</param>
    public static EnvironmentDefinition Freeway(MinAtarOptions? options = null) =>
        Define<Freeway>("freeway", "Cross a busy road, again and again, for 2501 steps", null, options ?? new MinAtarOptions());

    /// <summary>Shoot aliens before they land. Channels: cannon, alien, alien moving left, alien moving right, friendly bullet, enemy bullet.</summary>
    /// <param name="options">Null for the usual ones.</param>
    public static EnvironmentDefinition SpaceInvaders(MinAtarOptions? options = null) =>
        Define<SpaceInvaders>("space-invaders", "Shoot waves of aliens before they land", TimeLimit, options ?? new MinAtarOptions());

    /// <summary>
    /// Shoot fish and submarines, rescue divers, and breathe in time. Channels: submarine's front, its back, friendly bullet, trail, enemy
    /// bullet, fish, enemy submarine, oxygen, divers aboard, diver.
    /// </summary>
    /// <param name="options">Null for the usual ones.</param>
    public static EnvironmentDefinition Seaquest(MinAtarOptions? options = null) =>
        Define<Seaquest>("seaquest", "Shoot under water, rescue divers, and breathe in time", TimeLimit, options ?? new MinAtarOptions());

    private static EnvironmentDefinition Define<TGame>(string name, string summary, int? timeLimit, MinAtarOptions options)
        where TGame : struct, IGame
    {
        var controls = new Controls(options, TGame.MinimalButtons);
        bool isSmaller = controls.Actions.Count < Controls.AllButtons;
        return new EnvironmentDefinition(
            isSmaller ? $"minatar-{name}-minimal" : $"minatar-{name}", isSmaller ? $"{summary}; only the actions that matter" : summary,
            timeLimit, null, () => new GameSimulator<TGame>(controls))
        {
            // 0.08 (Breakout) to 0.25 (Seaquest) by ./bench minatar.
            StepMicroseconds = 0.2,
            Megabytes = 0.01,
            CreateBatch = count => new GameBatch<TGame>(count, controls),
        };
    }
}
