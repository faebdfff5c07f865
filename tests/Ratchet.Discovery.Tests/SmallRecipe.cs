using System.Text;
using Ratchet.Discovery.Recipes;

namespace Ratchet.Discovery.Tests;

/// <summary>A search that takes a second: two tasks, short trainings, a small network.</summary>
internal static class SmallRecipe
{
    public const string Text = """
        {
          "name": "small",
          "drift": { "hidden": [8], "activation": "tanh", "clip-range": 0.2 },
          "tasks": [
            { "name": "cartpole", "settings": { "steps": 4096, "environments": 8, "horizon": 64, "hidden": [16], "minibatch": 128, "epochs": 2 }, "random": 20, "baseline": 100 },
            { "name": "swing", "environment": "acrobot", "settings": { "steps": 4096, "environments": 8, "horizon": 64, "hidden": [16], "epochs": 2, "minibatch": 128 }, "weight": 0.5 }
          ],
          "strategy": { "pairs": 3, "sigma": { "initial": 0.2, "factor": 0.99, "limit": 0.1 }, "learning-rate": 0.05, "shaping": "pairwise-rank", "seed": 3 },
          "generations": 3,
          "learning-rate-variation": 2,
          "epoch-variation": 2,
          "keep-every": 2
        }
        """;

    public static byte[] Bytes => Encoding.UTF8.GetBytes(Text);

    public static Recipe Recipe => RecipeReader.Read("small.json", Bytes);
}
