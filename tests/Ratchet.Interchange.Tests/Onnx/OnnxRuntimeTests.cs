using System.Globalization;
using System.Text;
using Ratchet.Interchange.Onnx;
using Ratchet.Policies;
using Xunit;

namespace Ratchet.Interchange.Tests.Onnx;

/// <summary>Exported policies in the hands of others: the checker of the ONNX project, and ONNX Runtime.</summary>
public sealed class OnnxRuntimeTests(ExportedFiles files) : IClassFixture<ExportedFiles>
{
    private const double Tolerance = 1e-5;

    [Fact]
    public void The_checker_of_ONNX_finds_nothing_wrong_with_any_file()
    {
        // With full_check the shapes of all values are inferred too, and those of the outputs held against what the file says.
        const string Script = """
            import glob, onnx, sys
            for path in sorted(glob.glob(sys.argv[1] + '/*.onnx')):
                model = onnx.load(path)
                onnx.checker.check_model(model, full_check=True)
                inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
                assert inferred.graph.output == model.graph.output, path
                print(path)
            """;
        string checkedFiles = OnnxTools.Run(OnnxTools.Python, "-c", Script, files.Folder);
        Assert.Equal(ExportCase.All.Count, checkedFiles.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    // Numbers relative to the greatest of 1 and the number itself.
    [Fact]
    public void ONNX_Runtime_gives_the_librarys_own_outputs_on_a_thousand_random_observations()
    {
        var table = new StringBuilder("| policy | `action` | `sampled_action` | distribution |\n|---|---|---|---|\n");
        foreach (ExportCase @case in ExportCase.All)
        {
            Dictionary<string, double> differences = files.RunByOnnxRuntime(@case).ToDictionary(output => output.Key, output => DifferenceOf(@case, output.Key, output.Value));
            Assert.All(differences, output => Assert.True(output.Value <= Tolerance, $"{@case.Name}, {output.Key}: {output.Value}"));
            double others = differences.Where(output => output.Key is not (OnnxNames.Action or OnnxNames.SampledAction)).Max(output => output.Value);
            table.Append(CultureInfo.InvariantCulture, $"| {@case.Name} | {Text(differences[OnnxNames.Action])} | ");
            table.Append(differences.TryGetValue(OnnxNames.SampledAction, out double sampled) ? Text(sampled) : "").Append(" | ").Append(Text(others)).Append(" |\n");
        }

        if (Environment.GetEnvironmentVariable("RATCHET_REWRITE") == "1")
            Rewrite(table.ToString());
    }

    // "Supported ONNX operators" of Unity Sentis 1.0 to 2.1, as far as policies need any.
    [Fact]
    public void Every_operator_is_one_that_Unity_Sentis_supports()
    {
        string[] supported =
        [
            "Abs", "Add", "ArgMax", "Cast", "Clip", "Concat", "CumSum", "Div", "Elu", "Exp", "Gemm", "Greater", "Identity", "Less", "LessOrEqual", "LogSoftmax", "Max", "Min", "Mul", "Neg",
            "ReduceMax", "ReduceSum", "Relu", "Sigmoid", "Split", "Sub", "Tanh", "Where",
        ];
        string[] used = [.. ExportCase.All.SelectMany(@case => PolicyGraph.Build(PolicyModel.Of(@case.Policy), @case.Options, @case.Masked).Graph.Node).Select(node => node.OpType)];
        Assert.Equal(supported, used.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_evaluator_gives_them_too()
    {
        foreach (ExportCase @case in ExportCase.All)
        {
            Dictionary<string, OnnxTensor> inputs = ExportedFiles.InputsOf(@case).ToDictionary(
                input => input.Key, input => new OnnxTensor([ExportCase.Rows, input.Value.Length / ExportCase.Rows], input.Value));
            foreach ((string output, OnnxTensor found) in OnnxEvaluator.Read(files.PathOf(@case)).Run(inputs))
            {
                double difference = DifferenceOf(@case, output, found.Data);
                Assert.True(difference <= Tolerance, $"{@case.Name}, {output}: {difference}");
            }
        }
    }

    private static double DifferenceOf(ExportCase @case, string output, float[] found)
    {
        float[] expected = @case.Expected(output);
        Assert.Equal(expected.Length, found.Length);
        Assert.All(found, value => Assert.True(float.IsFinite(value)));
        return expected.Zip(found, (own, other) => Math.Abs((double)own - other) / Math.Max(1, Math.Abs(own))).Max();
    }

    private static string Text(double difference) => difference == 0 ? "0" : difference.ToString("0.0e+0", CultureInfo.InvariantCulture);

    private static void Rewrite(string table)
    {
        const string Begin = "<!-- begin onnx-differences -->\n", End = "<!-- end onnx-differences -->";
        string file = Path.Combine(OnnxTools.Root, "docs", "export.md"), text = File.ReadAllText(file);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        File.WriteAllText(file, text[..begin] + table + text[end..]);
    }
}
