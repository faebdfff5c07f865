using Ratchet.Training;

using var trainer = Trainer.Create("cartpole");
trainer.Run();
Console.WriteLine($"return {trainer.Evaluate().Stochastic.MeanReturn:0} of 500; greatest KL of any update {trainer.Totals.MaxKl:0.000}");

var action = new float[1];
trainer.Policy.Act([0, 0, 0.05f, 0], action); // cart's place and speed, pole's angle and speed
Console.WriteLine($"the pole leans to the right: push {(action[0] == 1 ? "right" : "left")}");
