using Ratchet.Numerics;

namespace Ratchet.Environments.RandomPlay;

/// <summary>
/// The policy that knows nothing: uniform over the valid actions of a discrete set, entry by entry where there are several; in a box each entry uniform between its bounds,
/// standard normal where it has none, and with one bound that bound ± |N(0, 1)|.
/// </summary>
internal static class RandomActions
{
    /// <summary>Draws one action.</summary>
    /// <param name="space">Of the actions.</param>
    /// <param name="mask">Which choices are valid (at least one of each entry); empty when all are.</param>
    /// <param name="random">Where it is drawn from.</param>
    /// <param name="action">[action size], written.</param>
    public static void Draw(Space space, ReadOnlySpan<bool> mask, ref RandomStream random, Span<double> action)
    {
        if (space is BoxSpace box)
        {
            DrawFrom(box, ref random, action);
            return;
        }

        for (int entry = 0; entry < action.Length; entry++)
        {
            int choices = space.ChoicesOf(entry);
            action[entry] = mask.IsEmpty ? random.NextBelow(choices) : DrawValid(mask[..choices], ref random);
            mask = mask.IsEmpty ? mask : mask[choices..];
        }
    }

    private static int DrawValid(ReadOnlySpan<bool> mask, ref RandomStream random)
    {
        int left = random.NextBelow(mask.Count(true));
        int index = mask.IndexOf(true);
        for (; left > 0; left--)
            index += 1 + mask[(index + 1)..].IndexOf(true);
        return index;
    }

    private static void DrawFrom(BoxSpace box, ref RandomStream random, Span<double> action)
    {
        for (int i = 0; i < action.Length; i++)
        {
            double low = box.Low[i], high = box.High[i];
            action[i] = (double.IsFinite(low), double.IsFinite(high)) switch
            {
                (true, true) => random.NextUniform(low, high),
                (true, false) => low + Math.Abs(random.NextGaussian()),
                (false, true) => high - Math.Abs(random.NextGaussian()),
                _ => random.NextGaussian(),
            };
        }
    }
}
