using System.Runtime.InteropServices;
using System.Text.Json;
using Ratchet.Interchange.Onnx;
using Xunit;

namespace Ratchet.Interchange.Tests.Onnx;

/// <summary>All cases as files, and what ONNX Runtime gives for them: one process runs them all.</summary>
public sealed class ExportedFiles : IDisposable
{
    private const string Script = """
        const [runtime, folder] = process.argv.slice(1);
        const ort = require(runtime), fs = require('fs'), path = require('path');
        const floats = file => { const bytes = fs.readFileSync(path.join(folder, file)); return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4); };
        (async () => {
            for (const { name, rows, inputs } of JSON.parse(fs.readFileSync(path.join(folder, 'cases.json')))) {
                const session = await ort.InferenceSession.create(path.join(folder, name + '.onnx'));
                const feeds = {};
                for (const input of inputs) {
                    const data = floats(`${name}.${input}`);
                    feeds[input] = new ort.Tensor('float32', data, [rows, data.length / rows]);
                }
                const results = await session.run(feeds);
                for (const output of session.outputNames)
                    fs.writeFileSync(path.join(folder, `${name}.${output}`), Buffer.from(results[output].data.buffer, results[output].data.byteOffset, results[output].data.byteLength));
                fs.writeFileSync(path.join(folder, name + '.names'), JSON.stringify([session.inputNames, session.outputNames]));
            }
        })().catch(error => { console.error(error); process.exit(1); });
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ratchet-onnx-").FullName;
    private bool _hasRun;

    public ExportedFiles()
    {
        foreach (ExportCase @case in ExportCase.All)
        {
            new OnnxExporter(@case.Options).Export(@case.Policy, @case.Observations, @case.Masked, PathOf(@case));
            foreach ((string name, float[] data) in InputsOf(@case))
                File.WriteAllBytes(Path.Combine(_folder, $"{@case.Name}.{name}"), MemoryMarshal.AsBytes<float>(data));
        }

        File.WriteAllText(Path.Combine(_folder, "cases.json"), JsonSerializer.Serialize(
            ExportCase.All.Select(@case => new { name = @case.Name, rows = ExportCase.Rows, inputs = InputsOf(@case).Keys })));
    }

    public string Folder => _folder;

    public string PathOf(ExportCase @case) => Path.Combine(_folder, @case.Name + ".onnx");

    /// <summary>The inputs of a case's file, by name.</summary>
    public static Dictionary<string, float[]> InputsOf(ExportCase @case)
    {
        var inputs = new Dictionary<string, float[]> { [OnnxNames.Observation] = @case.Observations };
        if (@case.Masked)
            inputs[OnnxNames.ActionMask] = Array.ConvertAll(@case.Masks, valid => valid ? 1f : 0f);
        if (!@case.Name.StartsWith("beta", StringComparison.Ordinal))
            inputs[OnnxNames.Noise] = @case.Noise;
        return inputs;
    }

    /// <summary>What ONNX Runtime gives, by name of the output.</summary>
    public Dictionary<string, float[]> RunByOnnxRuntime(ExportCase @case)
    {
        string runtime = OnnxTools.OnnxRuntime;
        if (!_hasRun)
            OnnxTools.Run("node", "-e", Script, runtime, _folder);
        _hasRun = true;
        string[][] names = JsonSerializer.Deserialize<string[][]>(File.ReadAllText(Path.Combine(_folder, @case.Name + ".names")))!;
        Assert.Equal(InputsOf(@case).Keys.Order(), names[0].Order());
        return names[1].ToDictionary(name => name, name => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, $"{@case.Name}.{name}"))).ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
