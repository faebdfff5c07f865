using Ratchet.BlackBox.Methods;
using Ratchet.BlackBox.Tetris;
using Ratchet.Environments.Tetris;
using Xunit;

namespace Ratchet.BlackBox.Tests.Tetris;

public sealed class TetrisSearchTests
{
    private static readonly TetrisSearchOptions Small = new() { Height = 10, EvaluationGames = 5, EvaluationInterval = 2, MostPlacements = 2_000 };

    [Fact]
    public void Any_number_of_threads_gives_the_same_controller()
    {
        double[][] centers = [.. new[] { 1, 2, 4 }.Select(threads =>
        {
            TetrisSearch search = Make(Small);
            for (int i = 0; i < 3; i++)
                search.Advance(threads);
            return search.Method.Center.ToArray();
        })];
        Assert.Equal(centers[0], centers[1]);
        Assert.Equal(centers[0], centers[2]);
    }

    // Thrown away at random a board of ten rows takes a line in two games; the noisy cross-entropy method finds within a few generations that holes and heights are bad.
    [Fact]
    public void Lines_come_with_the_generations()
    {
        TetrisSearch search = Make(Small);
        TetrisGeneration first = search.Advance(2), last = first;
        for (int i = 0; i < 11; i++)
            last = search.Advance(2);
        Assert.True(last.Mean > 10 * (first.Mean + 1), $"{first.Mean} lines at first, {last.Mean} at last");
        Assert.NotNull(last.Center);
        Assert.True(last.Center.Mean > 20, $"The centre has {last.Center.Mean} lines.");
        Assert.InRange(last.Center.Mean, last.Center.Least, last.Center.Most);
        Assert.Null(first.Center);
    }

    [Fact]
    public void A_folder_goes_on_with_the_same_bits_and_belongs_to_one_search()
    {
        string path = Directory.CreateTempSubdirectory("ratchet-test-").FullName, whole = Path.Combine(path, "whole"), cut = Path.Combine(path, "cut");
        try
        {
            Run(whole, Small, 4);
            Run(cut, Small, 2);
            // A kill between the line and the checkpoint leaves a line too many.
            File.AppendAllText(Path.Combine(cut, "log.jsonl"), "{\"generation\":3}\n{\"gener");
            Run(cut, Small, 4);
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "log.jsonl")), File.ReadAllBytes(Path.Combine(cut, "log.jsonl")));
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, "checkpoint.safetensors")), File.ReadAllBytes(Path.Combine(cut, "checkpoint.safetensors")));
            Assert.Contains("has other settings", Assert.Throws<InvalidDataException>(() => Run(cut, Small with { Games = 2 }, 5)).Message, StringComparison.Ordinal);
            Assert.Contains("holds something else", Assert.Throws<InvalidDataException>(() => Run(path, Small, 1)).Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    [Fact]
    public void A_search_over_another_number_of_weights_is_refused() =>
        Assert.Throws<ArgumentException>(() => new TetrisSearch(new CrossEntropyMethod(CrossEntropyOptions.Tetris, new double[21]), Small));

    private static void Run(string path, TetrisSearchOptions options, int generations)
    {
        TetrisSearch search = Make(options);
        using var folder = TetrisFolder.Open(path, "cem", ["preset=tetris"], search);
        while (search.Method.Generation < generations)
            folder.Keep(search.Advance(2));
    }

    private static TetrisSearch Make(TetrisSearchOptions options) => new(new CrossEntropyMethod(CrossEntropyOptions.TetrisDecreasingNoise, new double[TetrisController.WeightCount]), options);
}
