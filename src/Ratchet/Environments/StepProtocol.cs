using System.Globalization;
using System.Text;
using System.Text.Json;
using Ratchet.Numerics;

namespace Ratchet.Environments;

/// <summary>
/// Drives a simulator from a given state through given actions, in JSON, so that it can be held against another implementation.
/// Nothing stands between: no time limit, no reset, no stop at termination, no normalisation, and every number is the double that was
/// written, printed so that reading it gives the same double.
/// </summary>
/// <remarks>
/// Input: <c>{"state": [0, 0, 0.1, 0], "actions": [[1], 0, 1.0]}</c>; a state with named parts is an object of arrays, such as
/// <c>{"qpos": […], "qvel": […]}</c>, and an action of one number may stand without brackets. Output, one line a step:
/// <c>{"observation":[…],"reward":1,"terminated":false,"truncated":false,"state":[…]}</c>.
/// </remarks>
public static class StepProtocol
{
    private static readonly string[] Fields = ["state", "actions"];

    /// <summary>Reads one request and writes one line for each of its actions.</summary>
    /// <exception cref="InvalidDataException">The request is wrong; nothing has been written.</exception>
    /// <exception cref="EnvironmentException">The simulator returned a wrong number of values, or one that is not finite, or threw.</exception>
    public static void Run(IEnvironment environment, string environmentName, TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        (double[] state, double[][] actions) = Read(environment, environmentName, input.ReadToEnd());

        var random = new RandomStream(0, StreamPurpose.User);
        int step = 0;
        try
        {
            environment.SetState(state);
            foreach (double[] action in actions)
            {
                step++;
                Transition transition = environment.Step(action, ref random);
                environment.GetState(state);
                output.WriteLine(Line(transition, environment, state));
            }
        }
        catch (Exception exception) when (exception is not IOException)
        {
            string what = exception is EnvironmentException ? exception.Message : $"threw {exception.GetType().Name}: {exception.Message}";
            throw new EnvironmentException($"environment '{environmentName}' ({(step == 0 ? "setting the state" : $"step {step}")}) {what}", exception);
        }
    }

    private static (double[] State, double[][] Actions) Read(IEnvironment environment, string name, string text)
    {
        if (environment.StateFields.Count == 0)
            throw new InvalidDataException($"Environment '{name}' does not expose its state, so that it cannot be stepped from one.");
        if (string.IsNullOrWhiteSpace(text))
            throw new InvalidDataException("the input is empty; expected an object {\"state\": …, \"actions\": […]}.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"the input is {Describe(root)}; expected an object {{\"state\": …, \"actions\": […]}}.");
            RequireFields(root, Fields, "the input");
            return (ReadState(environment, name, root.GetProperty("state")), ReadActions(environment.ActionSpace, name, root.GetProperty("actions")));
        }
        catch (JsonException exception)
        {
            // Counted from 1, as editors do.
            throw new InvalidDataException(
                $"the input is not JSON, from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} on; expected an object {{\"state\": …, \"actions\": […]}}.", exception);
        }
    }

    private static double[] ReadState(IEnvironment environment, string name, JsonElement element)
    {
        IReadOnlyList<StateField> fields = environment.StateFields;
        if (fields is [{ Name: "" } only])
            return ReadNumbers(element, only.Size, "\"state\"", $"the state of '{name}'");

        string[] names = [.. fields.Select(field => field.Name)];
        if (element.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"\"state\" is {Describe(element)}; the state of '{name}' is an object with {Quote(names)}.");
        RequireFields(element, names, "\"state\"");
        return [.. fields.SelectMany(field =>
            ReadNumbers(element.GetProperty(field.Name), field.Size, $"\"state.{field.Name}\"", $"{field.Name} of '{name}'"))];
    }

    private static double[][] ReadActions(Space space, string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"\"actions\" is {Describe(element)}; expected an array with one action a step.");
        var actions = new double[element.GetArrayLength()][];
        int i = 0;
        foreach (JsonElement action in element.EnumerateArray())
        {
            string place = $"\"actions[{i}]\"";
            actions[i] = space.Size == 1 && action.ValueKind == JsonValueKind.Number
                ? [ReadNumber(action, place)]
                : ReadNumbers(action, space.Size, place, $"an action of '{name}'");
            RequireElement(space, actions[i], place);
            i++;
        }

        return actions;
    }

    private static void RequireElement(Space space, double[] action, string place)
    {
        try
        {
            (space as DiscreteSpace)?.ToIndex(action);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{place}: {exception.Message}", exception);
        }

        for (int entry = 0; entry < action.Length && space is not (BoxSpace or DiscreteSpace); entry++)
            if (!(action[entry] >= 0 && action[entry] < space.ChoicesOf(entry) && Math.Floor(action[entry]) == action[entry]))
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture, $"{place}: entry {entry} is {action[entry]}; expected a whole number from 0 to {space.ChoicesOf(entry) - 1}."));
    }

    private static double[] ReadNumbers(JsonElement element, int size, string place, string whole)
    {
        string numbers = size == 1 ? "1 number" : $"{size} numbers";
        if (element.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException($"{place} is {Describe(element)}; {whole} is an array of {numbers}.");
        if (element.GetArrayLength() != size)
            throw new InvalidDataException($"{place} has {element.GetArrayLength()} {(element.GetArrayLength() == 1 ? "entry" : "entries")}; {whole} has {numbers}.");
        var values = new double[size];
        for (int i = 0; i < size; i++)
            values[i] = ReadNumber(element[i], $"entry {i} of {place}");
        return values;
    }

    private static double ReadNumber(JsonElement element, string place)
    {
        if (element.ValueKind != JsonValueKind.Number)
            throw new InvalidDataException($"{place} is {Describe(element)}; expected a number.");
        return element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidDataException($"{place} is {element.GetRawText()}; expected a number within double precision.");
    }

    private static void RequireFields(JsonElement element, string[] names, string place)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!seen.Add(property.Name))
                throw new InvalidDataException($"{place} has the field \"{property.Name}\" twice; expected {Quote(names)}.");
            if (names.Contains(property.Name))
                continue;
            string hint = NearestName.Find(property.Name, names) is { } nearest ? $"did you mean \"{nearest}\"?" : $"expected {Quote(names)}.";
            throw new InvalidDataException($"{place} has an unknown field \"{property.Name}\"; {hint}");
        }

        foreach (string name in names)
            if (!element.TryGetProperty(name, out _))
                throw new InvalidDataException($"{place} has no field \"{name}\"; expected {Quote(names)}.");
    }

    private static string Quote(string[] names)
    {
        string[] quoted = [.. names.Select(name => $"\"{name}\"")];
        return quoted.Length == 1 ? quoted[0] : $"{string.Join(", ", quoted[..^1])} and {quoted[^1]}";
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => element.GetRawText(),
    };

    private static string Line(Transition transition, IEnvironment environment, ReadOnlySpan<double> state)
    {
        int size = environment.ObservationSpace.Size;
        if (transition.Observation.Length != size)
            throw new EnvironmentException($"returned {transition.Observation.Length} {(transition.Observation.Length == 1 ? "number" : "numbers")}; its observation space has {size}");
        var line = new StringBuilder("{\"observation\":");
        AppendNumbers(line, transition.Observation, "observation");
        line.Append(",\"reward\":");
        AppendNumber(line, transition.Reward, "the reward");
        line.Append(transition.Terminated ? ",\"terminated\":true" : ",\"terminated\":false");
        line.Append(transition.Truncated ? ",\"truncated\":true" : ",\"truncated\":false");
        line.Append(",\"state\":");
        AppendState(line, environment.StateFields, state);
        return line.Append('}').ToString();
    }

    private static void AppendState(StringBuilder line, IReadOnlyList<StateField> fields, ReadOnlySpan<double> state)
    {
        bool named = fields is not [{ Name: "" }];
        int start = 0;
        for (int i = 0; i < fields.Count; i++)
        {
            if (named)
                line.Append(i == 0 ? '{' : ',').Append('"').Append(fields[i].Name).Append("\":");
            AppendNumbers(line, state.Slice(start, fields[i].Size), named ? fields[i].Name : "state");
            start += fields[i].Size;
        }

        if (named)
            line.Append('}');
    }

    private static void AppendNumbers(StringBuilder line, ReadOnlySpan<double> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
            AppendNumber(line.Append(i == 0 ? '[' : ','), values[i], $"{name} entry {i}");
        line.Append(values.IsEmpty ? "[]" : "]");
    }

    // JSON has no NaN. "R" writes the shortest text that reads back as the same double, a negative zero included.
    private static void AppendNumber(StringBuilder line, double value, string place)
    {
        if (!double.IsFinite(value))
            throw new EnvironmentException(string.Create(CultureInfo.InvariantCulture, $"returned {value} in {place}; expected finite numbers"));
        line.Append(value.ToString("R", CultureInfo.InvariantCulture));
    }
}
