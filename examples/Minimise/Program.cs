using Ratchet.BlackBox.CovarianceAdaptation;
using Ratchet.BlackBox.Functions;

// A spring and damper that shall come to rest quickly: its stiffness and its damping are to be found, both positive, and nobody knows a gradient.
// σ is 0.3 of the range; the first point is anywhere in it.
var bounds = new Box([1.0, 0.1], [100.0, 50.0]);
var search = new CmaEs(new() { Sigma = 15, Bounds = bounds, Seed = 1 }, [50.0, 10.0]);
Minimum best = Minimisation.Run(search, Unrest, new() { Budget = 5_000, Threads = 2 });
Console.WriteLine($"stiffness {best.Point[0]:0.000}, damping {best.Point[1]:0.000}: {best.Value:0.000000} after {best.Evaluations} evaluations ({best.Reason})");

// Simulates 5 seconds from a deflection of 1: the integral of x² + 0.001 force². Threads call it at once, so it keeps nothing between calls.
static double Unrest(ReadOnlySpan<double> parameters)
{
    (double position, double speed, double cost) = (1, 0, 0);
    const double Seconds = 0.001;
    for (int step = 0; step < 5000; step++)
    {
        double force = -(parameters[0] * position) - (parameters[1] * speed);
        speed += Seconds * force;
        position += Seconds * speed;
        cost += Seconds * ((position * position) + (0.001 * force * force));
    }

    return cost;
}
