using System.Globalization;
using Ratchet.Environments;
using Ratchet.Numerics;

namespace Ratchet.Updates.Drifts.Formulas;

/// <summary>
/// Reads a formula by recursive descent:
/// <code>
/// sum     = product { ("+" | "-") product }
/// product = signed { ("*" | "/") signed }
/// signed  = { "-" } power
/// power   = atom [ "^" whole number ]
/// atom    = number | "r" | "A" | function "(" operands ")" | "(" sum ")"
/// </code>
/// Length and depth are limited, so that no text overflows the stack.
/// </summary>
internal sealed class FormulaParser
{
    private const int Longest = 2000;
    private const int Deepest = 64;
    private const int HighestPower = 16;

    private readonly FormulaLexer _lexer;
    private readonly Expression _expression;
    private int _depth;

    private FormulaParser(string text, Expression expression)
    {
        _lexer = new FormulaLexer(text);
        _expression = expression;
    }

    private Token Current => _lexer.Current;

    /// <summary>Adds a formula to an expression.</summary>
    /// <returns>Its node.</returns>
    /// <exception cref="OptionException">It can't be read.</exception>
    public static int Parse(string text, Expression expression)
    {
        if (text.Length > Longest)
            throw new OptionException("drift", $"the drift formula has {text.Length} characters; at most {Longest} are read.");
        var parser = new FormulaParser(text, expression);
        int root = parser.Sum();
        return parser.Current.Kind == TokenKind.End ? root : throw parser._lexer.Expected("an operator or the end");
    }

    private int Sum()
    {
        int left = Product();
        while (true)
        {
            if (Take("+"))
                left = _expression.Add(left, Product());
            else if (Take("-"))
                left = _expression.Subtract(left, Product());
            else
                return left;
        }
    }

    private int Product()
    {
        int left = Signed();
        while (true)
        {
            if (Take("*"))
                left = _expression.Multiply(left, Signed());
            else if (Take("/"))
                left = _expression.Divide(left, Signed());
            else
                return left;
        }
    }

    private int Signed()
    {
        bool negative = false;
        while (Take("-"))
            negative = !negative;
        int power = Power();
        return negative ? _expression.Negate(power) : power;
    }

    private int Power()
    {
        int atom = Atom();
        if (!Take("^"))
            return atom;
        if (Current.Kind != TokenKind.Number
            || !int.TryParse(Current.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int exponent) || exponent is < 1 or > HighestPower)
            throw _lexer.Expected($"a whole number from 1 to {HighestPower} as power");
        _lexer.Move();
        return _expression.Power(atom, exponent);
    }

    private int Atom()
    {
        Token token = Current;
        if (++_depth > Deepest)
            throw FormulaLexer.Error(token.Start, $"parentheses are nested deeper than {Deepest}");
        int atom = token.Kind switch
        {
            TokenKind.Number => _expression.Constant(_lexer.Number()),
            TokenKind.Name => -1,
            TokenKind.Symbol when token.Text == "(" => -1,
            _ => throw _lexer.Expected("a number, r, A, a function or '('"),
        };
        _lexer.Move();
        if (token.Kind == TokenKind.Name)
            atom = Named(token);
        else if (token.Kind == TokenKind.Symbol)
        {
            atom = Sum();
            Require(")");
        }

        _depth--;
        return atom;
    }

    private int Named(Token name)
    {
        if (name.Text == "r")
            return _expression.Ratio;
        if (name.Text == "A")
            return _expression.Advantage;
        FormulaFunction function = FormulaFunctions.All.FirstOrDefault(known => known.Name == name.Text) ?? throw Unknown(name);
        Require("(");
        int[] operands = new int[function.Parameters];
        int read = 0;
        if (function.Name == FormulaFunctions.Where)
        {
            (operands[0], operands[1], bool swapped) = Comparison();
            Require(",");
            // Not (a > b) takes the second branch: a ≤ b is that with the branches exchanged.
            int first = Sum();
            Require(",");
            int second = Sum();
            (operands[2], operands[3]) = swapped ? (second, first) : (first, second);
            read = operands.Length;
        }

        for (; read < operands.Length; read++)
        {
            if (read > 0)
                Require(",");
            operands[read] = Sum();
        }

        Require(")");
        return function.Build(_expression, operands);
    }

    /// <summary>A comparison as a &gt; b, and whether its branches are to be exchanged.</summary>
    private (int A, int B, bool Swapped) Comparison()
    {
        int left = Sum();
        string comparison = Current.Text;
        if (comparison is not (">" or "<" or ">=" or "<="))
            throw _lexer.Expected("a comparison (>, <, >= or <=)");
        _lexer.Move();
        int right = Sum();
        return comparison switch
        {
            ">" => (left, right, false),
            "<" => (right, left, false),
            ">=" => (right, left, true),
            _ => (left, right, true),
        };
    }

    private static OptionException Unknown(Token name)
    {
        string[] known = ["r", "A", .. FormulaFunctions.All.Select(function => function.Name)];
        string hint = NearestName.Find(name.Text, known) is { } nearest ? $"did you mean '{nearest}'?" : $"known are {string.Join(", ", known)}";
        return FormulaLexer.Error(name.Start, $"unknown name '{name.Text}'; {hint}");
    }

    private bool Take(string symbol)
    {
        if (Current.Kind != TokenKind.Symbol || Current.Text != symbol)
            return false;
        _lexer.Move();
        return true;
    }

    private void Require(string symbol)
    {
        if (!Take(symbol))
            throw _lexer.Expected($"'{symbol}'");
    }
}
