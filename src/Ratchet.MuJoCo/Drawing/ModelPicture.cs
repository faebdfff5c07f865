using Ratchet.Environments.Drawing;

namespace Ratchet.MuJoCo.Drawing;

/// <summary>
/// A model as one camera sees it: the geoms where the simulation has them, in the colours of its <see cref="Skin"/>. The view holds the initial pose with room to move in, and
/// goes over the ground with the first body if that can go away.
/// </summary>
internal sealed unsafe class ModelPicture
{
    /// <summary>Behind everything.</summary>
    private const double Background = -1e6;

    /// <summary>Width over height of a picture, at least.</summary>
    private const double LeastAspect = 1.2;

    /// <summary>Height over width of a picture, at least: who lies may stand up.</summary>
    private const double LeastUprightness = 0.55;

    private readonly MuJoCoModel _model;
    private readonly Camera _camera;
    private readonly double _left;
    private readonly double _bottom;
    private readonly double _right;
    private readonly double _top;

    private ModelPicture(MuJoCoModel model, Camera camera)
    {
        (_model, _camera) = (model, camera);
        var scene = new Scene();
        DrawGeoms(scene, model.Skin.Positions, model.Skin.Orientations);
        (_left, _bottom, _right, _top) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        foreach (Shape shape in scene.Shapes)
            Include(scene.Numbers.Slice(shape.First, shape.Count), shape.Kind, ref _left, ref _bottom, ref _right, ref _top);
        if (!(_left <= _right))
            (_left, _bottom, _right, _top) = (-1, -1, 1, 1);
        Widen(model.Skin.Followed is null ? 0.08 : 0.35, ref _left, ref _right, ref _bottom, ref _top);
    }

    /// <summary>The picture of a model, from one camera.</summary>
    public static ModelPicture Of(MuJoCoModel model, Camera camera) => model.Pictures.GetOrAdd(camera, static (camera, model) => new ModelPicture(model, camera), model);

    /// <summary>Draws the present state of a simulation.</summary>
    public void Draw(Scene scene, Simulation simulation)
    {
        ReadOnlySpan<double> positions = simulation.Array(Layout.Data.geom_xpos, 3 * _model.GeomCount), orientations = simulation.Array(Layout.Data.geom_xmat, 9 * _model.GeomCount);
        (double x, double y) = (0, 0);
        if (_model.Skin.Followed is { } body)
        {
            // Over the ground only: who jumps is seen to rise.
            Span<double> way = simulation.Array(Layout.Data.xpos, 3 * _model.BodyCount).Slice(3 * body, 3);
            ReadOnlySpan<double> start = _model.Skin.Bodies.AsSpan(3 * body, 3);
            (x, y) = _camera.Project([way[0] - start[0], way[1] - start[1], 0]);
        }

        scene.View(_left + x, _bottom + y, _right + x, _top + y);
        DrawPlanes(scene, positions);
        DrawGeoms(scene, positions, orientations);
        GC.KeepAlive(simulation);
    }

    private void DrawPlanes(Scene scene, ReadOnlySpan<double> positions)
    {
        scene.Depth = Background;
        double tile = _top - _bottom > 1 ? 1 : 0.1;
        int* types = _model.Ints(Layout.Model.geom_type);
        for (int geom = 0; geom < _model.GeomCount; geom++)
        {
            if (types[geom] != Layout.mjGEOM_PLANE)
                continue;
            (double x, double y) = _camera.Project(positions.Slice(3 * geom, 3));
            (double ux, double uy) = _camera.Project([tile, 0, 0]);
            (double vx, double vy) = _camera.Project([0, tile, 0]);
            if (_camera.IsLevel)
                scene.Ground(y, tile);
            else
                scene.Floor(x, y, ux, uy, vx, vy);
        }
    }

    private void DrawGeoms(Scene scene, ReadOnlySpan<double> positions, ReadOnlySpan<double> orientations)
    {
        scene.Edge = Paint.Paper;
        int* types = _model.Ints(Layout.Model.geom_type);
        ReadOnlySpan<double> sizes = _model.Doubles(Layout.Model.geom_size, 3 * _model.GeomCount);
        for (int geom = 0; geom < _model.GeomCount; geom++)
        {
            ReadOnlySpan<double> position = positions.Slice(3 * geom, 3);
            scene.Depth = _camera.Depth(position);
            Outline.Draw(scene, _camera, types[geom], sizes.Slice(3 * geom, 3), position, orientations.Slice(9 * geom, 9), _model.Skin.Paints[geom]);
        }
    }

    /// <summary>Makes the rectangle hold a shape.</summary>
    private static void Include(ReadOnlySpan<double> numbers, ShapeKind kind, ref double left, ref double bottom, ref double right, ref double top)
    {
        double margin = kind switch { ShapeKind.Line => numbers[4] / 2, ShapeKind.Circle => numbers[2], _ => 0 };
        int end = kind switch { ShapeKind.Line => 4, ShapeKind.Circle => 2, _ => numbers.Length };
        for (int i = 0; i < end; i += 2)
        {
            left = numbers[i] - margin < left ? numbers[i] - margin : left;
            right = numbers[i] + margin > right ? numbers[i] + margin : right;
            bottom = numbers[i + 1] - margin < bottom ? numbers[i + 1] - margin : bottom;
            top = numbers[i + 1] + margin > top ? numbers[i + 1] + margin : top;
        }
    }

    /// <summary>Leaves room around, a share of the larger side, and makes the picture neither tall nor flat: sideways on both sides, and upwards.</summary>
    private static void Widen(double share, ref double left, ref double right, ref double bottom, ref double top)
    {
        double width = right - left, height = top - bottom, room = share * (width > height ? width : height);
        (left, right, bottom, top) = (left - room, right + room, bottom - (0.5 * room), top + room);
        double missing = (LeastAspect * (top - bottom)) - (right - left);
        if (missing > 0)
            (left, right) = (left - (missing / 2), right + (missing / 2));
        missing = (LeastUprightness * (right - left)) - (top - bottom);
        if (missing > 0)
            (bottom, top) = (bottom - (0.25 * missing), top + (0.75 * missing));
    }
}
