using System.Text.Json;

namespace Ratchet.Dashboard.Curves;

/// <summary>Curves as JSON, thinned once more to the points that were asked for.</summary>
internal static class CurveJson
{
    /// <summary>Writes <c>{ steps, seconds, curves: { NAME: { mean, least?, greatest? } } }</c>; where each point is one line, mean is its number and the other two are left out.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="names">Names of the curves in the lines.</param>
    /// <param name="wanted">Those that are written.</param>
    /// <param name="points">The most points of a curve.</param>
    public static void Write(Utf8JsonWriter json, ThinnedLines lines, IReadOnlyList<string> names, IReadOnlyCollection<string> wanted, int points)
    {
        int join = (lines.Count + points - 1) / points;
        bool isExact = join <= 1 && lines.LinesPerBucket == 1;
        json.WriteStartObject();
        json.WriteNumber("lines"u8, lines.Lines);
        WritePlaces(json, "steps"u8, lines.Steps, join);
        WritePlaces(json, "seconds"u8, lines.Seconds, join);
        json.WriteStartObject("curves"u8);
        for (int i = 0; i < names.Count; i++)
        {
            if (!wanted.Contains(names[i], StringComparer.Ordinal) || lines[i].IndexOfAnyExcept(Bucket.Empty) < 0)
                continue;
            json.WriteStartObject(names[i]);
            Write(json, "mean"u8, lines[i], join, bucket => bucket.Mean);
            if (!isExact)
            {
                Write(json, "least"u8, lines[i], join, bucket => bucket.Least);
                Write(json, "greatest"u8, lines[i], join, bucket => bucket.Greatest);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePlaces(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<double> places, int join)
    {
        json.WriteStartArray(name);
        for (int start = 0; start < places.Length; start += join)
            WriteNumber(json, places[(start + join < places.Length ? start + join : places.Length) - 1]);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<Bucket> buckets, int join, Func<Bucket, double> read)
    {
        json.WriteStartArray(name);
        for (int start = 0; start < buckets.Length; start += join)
            WriteNumber(json, read(Bucket.Of(buckets[start..(start + join < buckets.Length ? start + join : buckets.Length)])));
        json.WriteEndArray();
    }

    /// <summary>In single precision, which halves the answer and has more digits than a screen; what is beyond its range or a large whole number stays as it is.</summary>
    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        float single = (float)value;
        if (!double.IsFinite(value))
            json.WriteNullValue();
        else if (double.IsInteger(value) && value is > -1e15 and < 1e15)
            json.WriteNumberValue((long)value);
        else if (float.IsNormal(single))
            json.WriteNumberValue(single);
        else
            json.WriteNumberValue(value);
    }
}
