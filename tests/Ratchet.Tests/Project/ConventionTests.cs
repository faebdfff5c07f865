using System.Text.RegularExpressions;
using Xunit;

namespace Ratchet.Tests.Project;

/// <summary>What every file of the repository keeps to.</summary>
public partial class ConventionTests
{
    /// <summary>Beyond this a file no longer fits in a head.</summary>
    private const int MostLines = 450;

    [Fact]
    public void No_source_file_is_longer_than_fits_in_a_head() =>
        AssertNone(from path in Repository.SourceFiles("src")
                   let lines = File.ReadLines(Path.Combine(Repository.Root, path)).Count()
                   where lines > MostLines
                   select $"{path} has {lines} lines, more than {MostLines}");

    [Fact]
    public void No_work_is_left_undone_in_a_comment() =>
        AssertNone(from path in Repository.SourceFiles("src").Concat(Repository.SourceFiles("benchmarks")).Concat(Repository.SourceFiles("tests"))
                   where UnfinishedWork().IsMatch(Repository.Read(path))
                   select $"{path} leaves work undone");

    [Fact]
    public void A_type_is_named_after_what_it_is() =>
        AssertNone(from path in Repository.SourceFiles("src")
                   from Match name in VagueTypeName().Matches(SourceText.CodeOf(path))
                   select $"{path}: {name.Groups[1].Value}");

    [Fact]
    public void No_file_names_a_path_of_one_machine() =>
        AssertNone(from file in Repository.TrackedFiles()
                   where file.IsText && file.Exists
                   from line in File.ReadLines(Path.Combine(Repository.Root, file.Path))
                   where MachinePath().IsMatch(line)
                   select $"{file.Path}: {line.Trim()}");

    [Fact]
    public void Committed_text_has_unix_line_endings() =>
        AssertNone(from file in Repository.TrackedFiles()
                   where file.LineEndings is "crlf" or "mixed"
                   select $"{file.Path}: {file.LineEndings}");

    [Fact]
    public void Scripts_are_executable_in_git() =>
        AssertNone(from file in Repository.TrackedFiles()
                   where file.Exists && file.IsText && Repository.Read(file.Path).StartsWith("#!", StringComparison.Ordinal)
                   where file.Mode != "100755"
                   select $"{file.Path} has mode {file.Mode}");

    [Fact]
    public void Shell_scripts_keep_to_bash_3_2_and_to_the_tools_of_macOS() =>
        AssertNone(from file in Repository.TrackedFiles()
                   where file.Exists && (file.Path is "ratchet" or "test" or "bench" or ".ci/run" || file.Path.EndsWith(".sh", StringComparison.Ordinal))
                   from line in File.ReadLines(Path.Combine(Repository.Root, file.Path))
                   where !line.TrimStart().StartsWith('#') && NotOnMacOS().IsMatch(line)
                   select $"{file.Path}: {line.Trim()}");

    [Theory]
    [InlineData("size=$(stat -c %s file)")]
    [InlineData("sed -i s/a/b/ file")]
    [InlineData("readlink -f \"$0\"")]
    [InlineData("declare -A map")]
    [InlineData("echo ${name^^}")]
    [InlineData("mapfile -t lines")]
    public void What_macOS_lacks_is_seen(string line) => Assert.Matches(NotOnMacOS(), line);

    private static void AssertNone(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [GeneratedRegex(@"\bTO" + @"DO\b|\bFIX" + @"ME\b|\bHA" + @"CK\b|NotImplemented" + "Exception")]
    private static partial Regex UnfinishedWork();

    [GeneratedRegex(@"\b(?:class|struct|record|interface)\s+(\w+(?:Util|Utils|Utilities|Helper|Helpers|Manager))\b")]
    private static partial Regex VagueTypeName();

    [GeneratedRegex(@"(?<![\w.~$})*>-])/(?:work|root|home|Users|tmp|farm)/|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\bstat -c|\breadlink -f|\brealpath\b|\bsed (-\w*[ir]\b|--)|\bgrep (-\w*P|--)|\bfind\b.*-printf|\bflock\b|\b(mapfile|readarray|coproc)\b"
        + @"|\b(declare|local|typeset) -[An]|\bdate (-d|\+%N)|\bxargs (-r|-d)|\bsort -V|\bhead -n -|\bcp --|\btimeout \d|\bnproc\b|\btac\b|\bwait -n|BASHPID"
        + @"|\$\{\w+(\^|,|@[QPA])|&>>|\|&|\[\[ -v|\bmktemp --|\bls --")]
    private static partial Regex NotOnMacOS();
}
