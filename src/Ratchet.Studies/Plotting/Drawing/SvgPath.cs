using System.Globalization;
using System.Text;

namespace Ratchet.Studies.Plotting.Drawing;

/// <summary>The data of an SVG path, in relative steps of tenths of a pixel, so that it is short. Steps are taken from rounded places: errors do not add up.</summary>
internal sealed class SvgPath
{
    private readonly StringBuilder _text = new();
    private long _x, _y;
    private char _command;

    public bool IsEmpty => _text.Length == 0;

    public SvgPath MoveTo(double x, double y)
    {
        (_x, _y) = (Tenths(x), Tenths(y));
        Write('M', _x, _y);
        _command = 'M';
        return this;
    }

    /// <summary>A line; one that is shorter than the rounding is left out, unless nothing else would be seen.</summary>
    public SvgPath LineTo(double x, double y)
    {
        (long nextX, long nextY) = (Tenths(x), Tenths(y));
        (long dx, long dy) = (nextX - _x, nextY - _y);
        if (dx != 0 || dy != 0 || _command == 'M')
            Step(dx, dy);
        (_x, _y) = (nextX, nextY);
        return this;
    }

    /// <summary>A point by itself: a stroke without length, which round ends make a disc.</summary>
    public SvgPath Dot(double x, double y)
    {
        MoveTo(x, y);
        _text.Append("h0");
        _command = 'h';
        return this;
    }

    public SvgPath Rectangle(double left, double top, double right, double bottom)
    {
        MoveTo(left, top).LineTo(right, top).LineTo(right, bottom).LineTo(left, bottom);
        return Close();
    }

    public SvgPath Close()
    {
        _text.Append('z');
        _command = 'z';
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>A length in pixels as SVG writes it, with at most one decimal.</summary>
    public static string Number(double value) => Text(Tenths(value));

    private void Step(long dx, long dy)
    {
        if (dy == 0)
            Write('h', dx);
        else if (dx == 0)
            Write('v', dy);
        else
            Write('l', dx, dy);
    }

    private void Write(char command, params ReadOnlySpan<long> tenths)
    {
        bool isNew = command != _command || command == 'M';
        if (isNew)
            _text.Append(command);
        _command = command;
        for (int i = 0; i < tenths.Length; i++)
        {
            string number = Text(tenths[i]);
            if ((i > 0 || !isNew) && number[0] != '-')
                _text.Append(' ');
            _text.Append(number);
        }
    }

    private static string Text(long tenths)
    {
        string sign = tenths < 0 ? "-" : "";
        (long whole, long rest) = Math.DivRem(Math.Abs(tenths), 10);
        if (rest == 0)
            return sign + whole.ToString(CultureInfo.InvariantCulture);
        return sign + (whole == 0 ? "" : whole.ToString(CultureInfo.InvariantCulture)) + "." + rest.ToString(CultureInfo.InvariantCulture);
    }

    private static long Tenths(double value) => (long)Math.Round(Math.Clamp(value, -1e6, 1e6) * 10);
}
