using System.Text.Json;
using Ratchet.Studies.Definitions;

namespace Ratchet.Cli.Views;

/// <summary>The built-in studies.</summary>
internal static class StudyListView
{
    public static int Write(Surroundings surroundings, bool json)
    {
        StudyDefinition[] studies = [.. BuiltInStudies.Names.Select(BuiltInStudies.Find)];
        if (json)
            surroundings.Output.WriteLine(JsonText.Write(writer => Write(writer, studies)));
        else
            new TextTable(["Studies", "tasks", "rules", "runs", "steps", ""], [.. studies.Select(Row)]).Write(surroundings);
        return ExitCode.Success;
    }

    private static string[] Row(StudyDefinition study) =>
    [
        study.Name, Wording.Count(study.Tasks.Count), Wording.Count(study.Rules.Count), Wording.Count(study.RunCount),
        study.Until == study.Steps ? Wording.Count(study.Steps) : $"{Wording.Count(study.Until)} of {Wording.Count(study.Steps)}", study.About,
    ];

    private static void Write(Utf8JsonWriter json, StudyDefinition[] studies)
    {
        json.WriteStartArray("studies");
        foreach (StudyDefinition study in studies)
        {
            json.WriteStartObject();
            json.WriteString("name", study.Name);
            json.WriteString("about", study.About);
            WriteNames("tasks", study.Tasks.Select(task => task.Name));
            WriteNames("rules", study.Rules.Select(rule => rule.Name));
            json.WriteString("seeds", study.Seeds.ToString());
            json.WriteNumber("runs", study.RunCount);
            json.WriteNumber("steps", study.Steps);
            json.WriteNumber("until", study.Until);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void WriteNames(string name, IEnumerable<string> names)
        {
            json.WriteStartArray(name);
            foreach (string text in names)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }
    }
}
