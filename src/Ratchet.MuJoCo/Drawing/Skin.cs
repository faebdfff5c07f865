using Ratchet.Environments.Drawing;

namespace Ratchet.MuJoCo.Drawing;

/// <summary>
/// The colours of a model's geoms, and which body a view follows. What stands still is grey and the first trunk blue; its left limbs are orange and its right ones green, or,
/// where all lies in one plane, each limb has its own colour; every further body that is not part of it has another.
/// </summary>
internal sealed unsafe class Skin
{
    /// <summary>Metres beside the trunk's middle from which a limb is a left or a right one.</summary>
    private const double Aside = 0.01;

    private static readonly Paint[] Limbs = [Paint.Orange, Paint.Green, Paint.Purple, Paint.Sky];
    private static readonly Paint[] Others = [Paint.Red, Paint.Green, Paint.Purple];

    private readonly MuJoCoModel _model;
    private readonly int* _parents;
    private readonly int* _welds;

    /// <summary>Looks at the model's initial pose.</summary>
    public Skin(MuJoCoModel model)
    {
        _model = model;
        _parents = model.Ints(Layout.Model.body_parentid);
        _welds = model.Ints(Layout.Model.body_weldid);
        using var pose = new Simulation(model);
        Positions = pose.Array(Layout.Data.geom_xpos, 3 * model.GeomCount).ToArray();
        Orientations = pose.Array(Layout.Data.geom_xmat, 9 * model.GeomCount).ToArray();
        Bodies = pose.Array(Layout.Data.xpos, 3 * model.BodyCount).ToArray();
        Trunk = FindTrunk();
        Followed = Trunk > 0 && MovesFreely(Trunk) ? Trunk : null;
        Paints = [.. Enumerable.Range(0, model.GeomCount).Select(PaintOf)];
    }

    /// <summary>Of each geom.</summary>
    public IReadOnlyList<Paint> Paints { get; }

    /// <summary>The body that a view goes along with; null where nothing can leave it.</summary>
    public int? Followed { get; }

    /// <summary>geom_xpos of the initial pose.</summary>
    public double[] Positions { get; }

    /// <summary>geom_xmat of the initial pose.</summary>
    public double[] Orientations { get; }

    /// <summary>xpos of the initial pose.</summary>
    public double[] Bodies { get; }

    /// <summary>The first body that moves; 0 where none does.</summary>
    private int Trunk { get; }

    private int FindTrunk()
    {
        for (int body = 1; body < _model.BodyCount; body++)
            if (_welds[body] != 0)
                return body;
        return 0;
    }

    /// <summary>A free joint, or a slide without limits.</summary>
    private bool MovesFreely(int body)
    {
        int first = _model.Ints(Layout.Model.body_jntadr)[body], count = _model.Ints(Layout.Model.body_jntnum)[body];
        int* types = _model.Ints(Layout.Model.jnt_type);
        byte* limited = *(byte**)(_model.Pointer + Layout.Model.jnt_limited);
        for (int joint = first; joint < first + count; joint++)
            if (types[joint] == Layout.mjJNT_FREE || (types[joint] == Layout.mjJNT_SLIDE && limited[joint] == 0))
                return true;
        return false;
    }

    private Paint PaintOf(int geom)
    {
        int body = _model.Ints(Layout.Model.geom_bodyid)[geom];
        if (_welds[body] == 0)
            return Paint.Grey;
        int root = RootOf(body);
        if (root != Trunk)
            return Others[CountRoots(root) % Others.Length];
        double aside = Positions[(3 * geom) + 1] - Bodies[(3 * Trunk) + 1];
        if (IsFlat())
            return body == Trunk ? Paint.Blue : Limbs[LimbOf(body) % Limbs.Length];
        return aside > Aside ? Paint.Orange : aside < -Aside ? Paint.Green : Paint.Blue;
    }

    /// <summary>Whether the whole trunk with its limbs lies in a plane along x and z.</summary>
    private bool IsFlat()
    {
        int* bodies = _model.Ints(Layout.Model.geom_bodyid);
        for (int geom = 0; geom < _model.GeomCount; geom++)
            if (_welds[bodies[geom]] != 0 && RootOf(bodies[geom]) == Trunk && Math.Abs(Positions[(3 * geom) + 1] - Bodies[(3 * Trunk) + 1]) > Aside)
                return false;
        return true;
    }

    /// <summary>The body that moves and hangs on what does not.</summary>
    private int RootOf(int body)
    {
        while (_welds[_parents[body]] != 0)
            body = _parents[body];
        return body;
    }

    /// <summary>How many roots there are between the trunk and this one.</summary>
    private int CountRoots(int root)
    {
        int count = 0;
        for (int body = Trunk + 1; body < root; body++)
            count += _welds[body] != 0 && _welds[_parents[body]] == 0 ? 1 : 0;
        return count;
    }

    /// <summary>Which of the trunk's children a body hangs on.</summary>
    private int LimbOf(int body)
    {
        while (_parents[body] != Trunk)
            body = _parents[body];
        int limb = 0;
        for (int earlier = Trunk + 1; earlier < body; earlier++)
            limb += _parents[earlier] == Trunk ? 1 : 0;
        return limb;
    }
}
