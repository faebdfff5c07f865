using Ratchet.Numerics;
using Ratchet.Policies;

Policy policy = Policy.Load("runs/pendulum-fixpo-1"); // the folder of a run, a checkpoint, or a file of weights
float[] observation = [0, 1, -0.5f];                  // the pendulum's cos θ, sin θ and speed, as the task gives them
float[] action = new float[policy.ActionSpace.Size];

policy.Act(observation, action); // the most probable action
Console.WriteLine($"torque {action[0]:0.000}");

var random = new RandomStream(seed: 1, StreamPurpose.Action, index: 0);
policy.Act(observation, action, ref random); // one drawn from its distribution
Console.WriteLine($"torque {action[0]:0.000}");
