using System.Globalization;
using Ratchet.Environments.RandomPlay;
using Ratchet.Numerics;

namespace Ratchet.Environments.Checking;

/// <summary>
/// A simulator that plays: episode e has streams of randomness of its own, for the simulator and for the actions, so that it can be
/// played again by this or another instance. All that comes back is looked at; what is not even a number ends the checks.
/// </summary>
internal sealed class Rehearsal
{
    private readonly Workbench _bench;
    private readonly ulong _seed;
    private readonly double[] _action;
    private readonly double[] _given;
    private RandomStream _actions;
    private bool[] _mask = [];
    private uint _episode;

    public Rehearsal(IEnvironment environment, Workbench bench, ulong seed)
    {
        Environment = environment;
        _bench = bench;
        _seed = seed;
        Observation = new double[environment.ObservationSpace.Size];
        (_action, _given) = (new double[environment.ActionSpace.Size], new double[environment.ActionSpace.Size]);
    }

    public IEnvironment Environment { get; }

    /// <summary>The simulator's randomness.</summary>
    public RandomStream Random;

    /// <summary>The simulator's randomness before the last step.</summary>
    public RandomStream RandomBefore { get; private set; }

    /// <summary>Steps of this episode so far.</summary>
    public int Steps { get; private set; }

    public double[] Observation { get; }

    public double Reward { get; private set; }

    public bool Terminated { get; private set; }

    public bool Truncated { get; private set; }

    public bool Ended => Terminated || Truncated;

    /// <summary>Which actions are valid now; empty when all are.</summary>
    public ReadOnlySpan<bool> Mask => _mask;

    /// <summary>The action of the last step.</summary>
    public ReadOnlySpan<double> LastAction => _action;

    public void Reset(uint episode)
    {
        Begin(episode);
        try
        {
            if (_bench.Blank is { } blank)
                Environment.LoadSnapshot(blank);
            Take(Environment.Reset(ref Random));
            TakeMask();
        }
        catch (Exception exception) when (exception is not FatalFindingException)
        {
            throw Failed("Reset", exception);
        }
    }

    /// <summary>The streams of an episode at their beginning, as for a simulator that is put into a state instead of being reset.</summary>
    public void Begin(uint episode)
    {
        (_episode, Steps, Reward, Terminated, Truncated) = (episode, 0, 0, false, false);
        Random = new RandomStream(_seed, StreamPurpose.Environment, episode);
        _actions = new RandomStream(_seed, StreamPurpose.Action, episode);
    }

    /// <summary>A random action from the stream of the episode.</summary>
    public ReadOnlySpan<double> DrawAction()
    {
        RandomActions.Draw(Environment.ActionSpace, _mask, ref _actions, _action);
        return _action;
    }

    public void Step() => Step(DrawAction());

    public void Step(ReadOnlySpan<double> action)
    {
        Steps++;
        RandomBefore = Random;
        action.CopyTo(_action);
        _action.CopyTo(_given, 0);
        try
        {
            Transition transition = Environment.Step(_given, ref Random);
            (Reward, Terminated, Truncated) = (transition.Reward, transition.Terminated, transition.Truncated);
            Take(transition.Observation);
            if (!double.IsFinite(Reward) || !float.IsFinite((float)Reward))
                throw Fatal("finite", $"The reward is {Reward} {Place}: return a finite number within single precision (a division by zero, or a state that blows up?).");
            if (!_given.AsSpan().SequenceEqual(_action))
                throw Fatal("action-buffer", $"Step changes the action that it was given {Place}: it belongs to the caller, copy it before changing it.");
            TakeMask();
        }
        catch (Exception exception) when (exception is not FatalFindingException)
        {
            throw Failed("Step", exception);
        }
    }

    /// <summary>Plays a random episode from its beginning to its end, or for so many steps.</summary>
    public void Play(uint episode, int steps)
    {
        Reset(episode);
        while (!Ended && Steps < steps)
            Step();
    }

    /// <summary>Takes over the mask of the state that the simulator was put into.</summary>
    public void TakeMask()
    {
        IEnvironment environment = Environment;
        ReadOnlySpan<bool> mask = environment.ActionMask;
        if (!environment.HasActionMask)
        {
            if (!mask.IsEmpty)
                throw Fatal("action-mask", $"The simulator gives an action mask although its HasActionMask is false: make it true.");
            return;
        }

        if (environment.ActionSpace.MaskSize is var count && count == 0)
            throw Fatal("action-mask", $"HasActionMask is true, but the action space is a {(environment.ActionSpace is BoxSpace ? "box" : "vector of switches")}, whose actions cannot be masked: make it false, or the actions discrete.");
        if (mask.Length != count)
            throw Fatal("action-mask", $"The action mask has {mask.Length} entries {Place}: it needs one for each of the {count} actions.");
        bool allows = AllowsAnAction(mask);
        if (!Ended && !allows)
            throw Fatal("action-mask", $"The action mask forbids every action {Place}: leave at least one valid, or end the episode there.");
        _mask = Ended && !allows ? _mask : mask.ToArray();
    }

    /// <summary>Whether every entry of an action has a valid choice.</summary>
    private bool AllowsAnAction(ReadOnlySpan<bool> mask)
    {
        Space space = Environment.ActionSpace;
        for (int entry = 0; entry < space.Size; entry++)
        {
            if (!mask[..space.ChoicesOf(entry)].Contains(true))
                return false;
            mask = mask[space.ChoicesOf(entry)..];
        }

        return true;
    }

    /// <summary>Where the episode stands, as the end of a clause.</summary>
    public string Place => Steps == 0
        ? $"after the reset of episode {_episode}"
        : string.Create(CultureInfo.InvariantCulture, $"at step {Steps} of episode {_episode}");

    private void Take(ReadOnlySpan<double> observation)
    {
        if (observation.Length != Observation.Length)
            throw Fatal("observation-size", $"The observation has {observation.Length} numbers {Place}, but ObservationSpace has {Observation.Length}: make them agree.");
        for (int i = 0; i < observation.Length; i++)
            if (!float.IsFinite((float)observation[i]))
                throw Fatal("finite", $"Observation entry {i} is {observation[i]} {Place}: return finite numbers within single precision (a division by zero, or a state that blows up?).");
        observation.CopyTo(Observation);
    }

    private FatalFindingException Failed(string method, Exception exception) => new(
        Finding.Error("exception", $"{method} {Finding.Reason(exception)} {Place}: it must work for every element of ActionSpace{(Environment.HasActionMask ? " that the mask allows" : "")}."),
        exception);

    private static FatalFindingException Fatal(string topic, FormattableString message) => new(Finding.Error(topic, message));
}
