using System.Text;
using Ratchet.Training;
using Ratchet.Training.Runs;
using Xunit;

namespace Ratchet.Tests.Training.Runs;

/// <summary>A <c>config.json</c> that is not what was written: the error names the file, the key, what was found and what is right. One of an older version is understood.</summary>
public sealed class ConfigurationFaultTests
{
    private const string File = "run/config.json";

    [Theory]
    [InlineData("\"discount\": 0.98", "\"diskount\": 0.98", "unknown key 'diskount'; did you mean 'discount'?")]
    [InlineData("\"rule\"", "\"rulle\"", "unknown key 'rulle'; did you mean 'rule'?")]
    [InlineData("\"discount\": 0.98,", "", "'discount' is missing from \"settings\"; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"environment\": \"cartpole\",", "", "\"environment\" is missing; expected a text.")]
    [InlineData("\"settings\"", "\"from\": {}, \"settings\"", "\"hash\" is missing; expected a text.")]
    [InlineData("\"discount\": 0.98", "\"discount\": 1.5", "discount is '1.5'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"discount\": 0.98", "\"discount\": 1e999", "discount is '1e999'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"discount\": 0.98", "\"discount\": \"linear(0.5, 2)\"", "discount is 'linear(0.5, 2)'; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"discount\": 0.98", "\"discount\": \"0.98\"", "discount is \"0.98\"; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"discount\": 0.98", "\"discount\": null", "discount is null; it must be a number between 0 and 1, or a schedule.")]
    [InlineData("\"horizon\": 16", "\"horizon\": 16.5", "horizon is '16.5'; it must be a whole number between 1 and 1e6.")]
    [InlineData("\"horizon\": 16", "\"horizon\": [16]", "horizon is [16]; it must be a whole number between 1 and 1e6.")]
    [InlineData("\"hidden\": [8]", "\"hidden\": [[8]]", "hidden is [[8]]; it must be at most ")]
    [InlineData("\"hidden\": [8]", "\"hidden\": \"8\"", "hidden is \"8\"; it must be at most ")]
    [InlineData("\"shared\": false", "\"shared\": 0", "shared is 0; it must be true or false.")]
    [InlineData("\"activation\": \"tanh\"", "\"activation\": \"tan\"", "activation is 'tan'; it must be one of ")]
    [InlineData("\"rule\": \"fixpo\"", "\"rule\": \"fixppo\"", "unknown rule 'fixppo'; did you mean 'fixpo'?")]
    [InlineData("\"rule\": \"fixpo\"", "\"rule\": [\"fixpo\"]", "\"rule\" is [\"fixpo\"]; it must be a text.")]
    [InlineData("\"discount\": 0.98", "\"discount\": 0.98, \"discount\": 0.5", "the key 'discount' stands twice; give it once.")]
    [InlineData("\"rule\": \"fixpo\"", "\"rule\": \"fixpo\", \"rule\": \"ppo\"", "the key 'rule' stands twice; give it once.")]
    [InlineData("\"ratchet\": \"0.", "\"ratchet\": \"new 0.", "\"ratchet\" is 'new 0.")]
    [InlineData("\"discount\": 0.98", "\"discount\": 0.98 // or 0.99", "is not JSON: ")]
    [InlineData("\"discount\": 0.98", "\"discount\": .98", "is not JSON: ")]
    [InlineData("\"cartpole\"", "\"\\ud800\"", "is not JSON: ")]
    public void What_is_wrong_is_named_with_what_is_right(string found, string replaced, string message)
    {
        string text = Text();
        Assert.Contains(found, text, StringComparison.Ordinal);
        string error = Assert.Throws<RunException>(() => Read(text.Replace(found, replaced, StringComparison.Ordinal))).Message;
        Assert.StartsWith(File, error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    public void Another_file_is_one_sentence(string text) => Assert.StartsWith(File, Assert.Throws<RunException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_page_of_a_value_is_not_repeated_in_the_error()
    {
        string text = Text().Replace("\"tanh\"", $"\"{new string('x', 100_000)}\"", StringComparison.Ordinal);
        Assert.InRange(Assert.Throws<RunException>(() => Read(text)).Message.Length, 1, 1000);
    }

    // 0.0.9 is older than every setting: what it lacks are settings that came after it.
    [Fact]
    public void A_setting_that_is_newer_than_the_file_has_its_default()
    {
        string text = Text().Replace($"\"ratchet\": \"{Machine.Version}\"", "\"ratchet\": \"0.0.9\"", StringComparison.Ordinal).Replace("\"discount\": 0.98,", "", StringComparison.Ordinal);
        RunOptions read = Read(text);
        Assert.Equal(new RunOptions { Training = new TrainingOptions { Environment = "cartpole", Rule = "fixpo" } }.Training.Discount.ToString(), read.Training.Discount.ToString());
        Assert.Equal(16, read.Training.Horizon);
    }

    [Fact]
    public void A_setting_beside_the_training_may_be_missing()
    {
        string text = Text();
        Assert.Contains("\"checkpoint-interval\": 0", text, StringComparison.Ordinal);
        int start = text.IndexOf("\"checkpoint-interval\"", StringComparison.Ordinal), end = text.IndexOf('\n', start);
        // As the others have it: the line before ends with a comma, and so does this one unless it is the last.
        text = text[end - 1] == ',' ? text[..start] + text[end..] : text[..text.LastIndexOf(',', start)] + text[end..];
        Assert.Equal(30, Read(text).CheckpointInterval);
    }

    [Fact]
    public void What_is_wrong_in_a_file_of_a_newer_version_is_said_to_be_newer()
    {
        string text = Text().Replace($"\"ratchet\": \"{Machine.Version}\"", "\"ratchet\": \"99.1\"", StringComparison.Ordinal).Replace("\"discount\"", "\"discount-of-tomorrow\"", StringComparison.Ordinal);
        string error = Assert.Throws<RunException>(() => Read(text)).Message;
        Assert.EndsWith($"(The file was written by ratchet 99.1, which is newer than this one, {Machine.Version}.)", error, StringComparison.Ordinal);
    }

    private static string Text() => Encoding.UTF8.GetString(RunConfiguration.Write(SmallRun.Options, threads: 1));

    private static RunOptions Read(string text) => RunConfiguration.Read(File, Encoding.UTF8.GetBytes(text));
}
