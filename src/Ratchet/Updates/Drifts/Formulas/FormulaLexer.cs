using System.Globalization;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Formulas;

internal enum TokenKind
{
    End,
    Number,
    Name,
    Symbol,
}

/// <summary>A token and where it begins, counted from 0.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start);

/// <summary>Cuts a formula into tokens, one at a time.</summary>
internal sealed class FormulaLexer
{
    private readonly string _text;
    private int _next;

    public FormulaLexer(string text)
    {
        _text = text;
        Move();
    }

    /// <summary>The token that is looked at.</summary>
    public Token Current { get; private set; }

    /// <summary>Goes on to the next token.</summary>
    public void Move()
    {
        while (_next < _text.Length && char.IsWhiteSpace(_text[_next]))
            _next++;
        int start = _next;
        TokenKind kind = Scan();
        Current = new Token(kind, _text[start.._next], start);
    }

    /// <summary>The number that is looked at.</summary>
    public double Number()
    {
        double value = double.Parse(Current.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return float.IsFinite((float)value) ? value : throw Error(Current.Start, $"the number {Current.Text} is too large");
    }

    /// <summary>The error that something else should have stood here.</summary>
    public OptionException Expected(string what) => Error(Current.Start, $"expected {what}, but {Found()}");

    /// <summary>An error at a place.</summary>
    public static OptionException Error(int start, string message) => new(
        "drift", $"drift formula, column {start + 1}: {message}{(message.EndsWith('?') ? "" : ".")}");

    private string Found() => Current.Kind == TokenKind.End ? "the formula ends" : $"found '{Current.Text}'";

    private TokenKind Scan()
    {
        if (_next == _text.Length)
            return TokenKind.End;
        char first = _text[_next];
        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(At(_next + 1))))
            return ScanNumber();
        if (char.IsAsciiLetter(first))
            return ScanName();
        if (!"+-*/^(),<>".Contains(first, StringComparison.Ordinal))
            throw Error(_next, $"{Shown(first)} has no meaning here");
        _next += first is '<' or '>' && At(_next + 1) == '=' ? 2 : 1;
        return TokenKind.Symbol;
    }

    private TokenKind ScanNumber()
    {
        SkipDigits();
        if (At(_next) == '.')
        {
            _next++;
            SkipDigits();
        }

        if (At(_next) is 'e' or 'E' && char.IsAsciiDigit(At(_next + (At(_next + 1) is '+' or '-' ? 2 : 1))))
        {
            _next += 2;
            SkipDigits();
        }

        return TokenKind.Number;
    }

    private TokenKind ScanName()
    {
        while (char.IsAsciiLetterOrDigit(At(_next)) || At(_next) == '_')
            _next++;
        return TokenKind.Name;
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(At(_next)))
            _next++;
    }

    private char At(int index) => index < _text.Length ? _text[index] : '\0';

    private static string Shown(char character) =>
        character is > ' ' and <= '~' ? $"'{character}'" : $"the character U+{(int)character:X4}";
}
