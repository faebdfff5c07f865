namespace Ratchet.Training;

/// <summary>What <see cref="Trainer.Step"/> did.</summary>
/// <param name="Slices">Slices of work: steps of the environments, minibatches, looks at the whole batch; 0 when the run had been complete before.</param>
/// <param name="IterationCompleted">Whether an iteration is finished: the metrics are fresh, and the run can be saved.</param>
/// <param name="IsFinished">Whether the run is complete.</param>
/// <param name="Milliseconds">How long it took.</param>
public readonly record struct TrainingStep(int Slices, bool IterationCompleted, bool IsFinished, double Milliseconds);
