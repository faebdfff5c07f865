using System.Runtime.CompilerServices;

namespace Ratchet.Numerics;

/// <summary>Everything that goes element by element, and the sums.</summary>
internal sealed unsafe partial class Kernels<L>(string name) : Kernels
    where L : struct, ILanes<L>
{
    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <inheritdoc/>
    public override void Exp(float* source, float* destination, int count) => Elementary<L>.Exp(source, destination, count);

    /// <inheritdoc/>
    public override void Log(float* source, float* destination, int count) => Elementary<L>.Log(source, destination, count);

    /// <inheritdoc/>
    public override void Run<TWork>(ref TWork work) => work.Run<L>();

    /// <inheritdoc/>
    public override void Activate(Activation activation, float* source, float* destination, int count)
    {
        int whole = count & -Padding;
        ActivateSpan(activation, source, destination, whole);
        if (whole == count)
            return;
        float* tail = stackalloc float[Padding];
        new Span<float>(source + whole, count - whole).CopyTo(new Span<float>(tail, Padding));
        ActivateSpan(activation, tail, tail, Padding);
        new Span<float>(tail, count - whole).CopyTo(new Span<float>(destination + whole, count - whole));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumRows(float* source, nint stride, int rows, int columns, float* destination)
    {
        for (int column = 0; column < columns; column += L.Count)
        {
            L sum = L.Broadcast(0f);
            float* cell = source + column;
            for (int row = 0; row < rows; row++, cell += stride)
                sum += L.Load(cell);
            L.Store(destination + column, sum);
        }
    }

    /// <inheritdoc/>
    public override void Transpose(float* source, nint sourceStride, int rows, int columns, float* destination, nint destinationStride) =>
        Transposition.Run(source, sourceStride, rows, columns, destination, destinationStride);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SumSlices(float* source, nint stride, int slices, int count, float* destination)
    {
        int i = 0;
        for (; i + L.Count <= count; i += L.Count)
            L.Store(destination + i, SumTree<L>(source + i, stride, slices));
        for (; i < count; i++)
            Lanes1.Store(destination + i, SumTree<Lanes1>(source + i, stride, slices));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float SumOfSquares(float* x, int count)
    {
        float* lanes = stackalloc float[Padding];
        for (int offset = 0; offset < Padding; offset += L.Count)
        {
            L sum = L.Broadcast(0f);
            for (int i = offset; i + L.Count <= (count & -Padding); i += Padding)
            {
                L value = L.Load(x + i);
                sum = L.FusedMultiplyAdd(value, value, sum);
            }

            L.Store(lanes + offset, sum);
        }

        for (int i = count & -Padding; i < count; i++)
            lanes[i & (Padding - 1)] = MathF.FusedMultiplyAdd(x[i], x[i], lanes[i & (Padding - 1)]);
        for (int half = Padding / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++)
                lanes[i] += lanes[i + half];
        return lanes[0];
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Adam(float* parameters, float* gradient, float* firstMoment, float* secondMoment, int count, in AdamStep step)
    {
        int i = 0;
        for (; i + L.Count <= count; i += L.Count)
            AdamLanes<L>(parameters + i, gradient + i, firstMoment + i, secondMoment + i, step);
        for (; i < count; i++)
            AdamLanes<Lanes1>(parameters + i, gradient + i, firstMoment + i, secondMoment + i, step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RmsProp(float* parameters, float* gradient, float* meanSquare, int count, in RmsPropStep step)
    {
        int i = 0;
        for (; i + L.Count <= count; i += L.Count)
            RmsPropLanes<L>(parameters + i, gradient + i, meanSquare + i, step);
        for (; i < count; i++)
            RmsPropLanes<Lanes1>(parameters + i, gradient + i, meanSquare + i, step);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Descend(float* parameters, float* gradient, int count, float stepSize, float decay)
    {
        int i = 0;
        for (; i + L.Count <= count; i += L.Count)
            L.Store(parameters + i, (L.Load(parameters + i) * L.Broadcast(decay)) - (L.Broadcast(stepSize) * L.Load(gradient + i)));
        for (; i < count; i++)
            parameters[i] = (parameters[i] * decay) - (stepSize * gradient[i]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Normalize(float* source, nint sourceStride, int rows, int columns, float* mean, float* inverseDeviation, float limit, float* destination, nint destinationStride)
    {
        for (int row = 0; row < rows; row++, source += sourceStride, destination += destinationStride)
        {
            int i = 0;
            for (; i + L.Count <= columns; i += L.Count)
                L.Store(destination + i, NormalizeLanes(L.Load(source + i), L.Load(mean + i), L.Load(inverseDeviation + i), L.Broadcast(limit)));
            for (; i < columns; i++)
                Lanes1.Store(destination + i, NormalizeLanes(new Lanes1(source[i]), new Lanes1(mean[i]), new Lanes1(inverseDeviation[i]), new Lanes1(limit)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NormalizeLanes<V>(V x, V mean, V inverseDeviation, V limit)
        where V : struct, ILanes<V>
    {
        V z = (x - mean) * inverseDeviation;
        V low = V.Broadcast(0f) - limit;
        z = V.SelectGreater(z, limit, limit, z);
        return V.SelectGreater(low, z, low, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumTree<V>(float* x, nint stride, int slices)
        where V : struct, ILanes<V>
    {
        V sum = SumFour<V>(x, stride, slices < 4 ? slices : 4);
        return slices <= 4 ? sum : sum + SumFour<V>(x + (4 * stride), stride, slices - 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumFour<V>(float* x, nint stride, int slices)
        where V : struct, ILanes<V>
    {
        V sum = V.Load(x);
        if (slices > 1)
            sum += V.Load(x + stride);
        if (slices == 3)
            sum += V.Load(x + (2 * stride));
        if (slices > 3)
            sum += V.Load(x + (2 * stride)) + V.Load(x + (3 * stride));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AdamLanes<V>(float* parameter, float* gradient, float* firstMoment, float* secondMoment, in AdamStep step)
        where V : struct, ILanes<V>
    {
        V g = V.Load(gradient) * V.Broadcast(step.GradientScale);
        V m = V.FusedMultiplyAdd(V.Broadcast(1f - step.Beta1), g, V.Broadcast(step.Beta1) * V.Load(firstMoment));
        V v = V.FusedMultiplyAdd(V.Broadcast(1f - step.Beta2) * g, g, V.Broadcast(step.Beta2) * V.Load(secondMoment));
        V floor = V.Broadcast(MomentFloor);
        m = V.And(m, V.GreaterThan(V.Abs(m), floor));
        v = V.And(v, V.GreaterThan(v, floor));
        V.Store(firstMoment, m);
        V.Store(secondMoment, v);
        V denominator = V.FusedMultiplyAdd(V.Sqrt(v), V.Broadcast(step.RootScale), V.Broadcast(step.Epsilon));
        V.Store(parameter, (V.Load(parameter) * V.Broadcast(step.Decay)) - (V.Broadcast(step.StepSize) * m / denominator));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RmsPropLanes<V>(float* parameter, float* gradient, float* meanSquare, in RmsPropStep step)
        where V : struct, ILanes<V>
    {
        V g = V.Load(gradient) * V.Broadcast(step.GradientScale);
        V v = V.FusedMultiplyAdd(V.Broadcast(1f - step.Alpha) * g, g, V.Broadcast(step.Alpha) * V.Load(meanSquare));
        v = V.And(v, V.GreaterThan(v, V.Broadcast(MomentFloor)));
        V.Store(meanSquare, v);
        V denominator = V.Sqrt(v + V.Broadcast(step.EpsilonInside)) + V.Broadcast(step.EpsilonOutside);
        V.Store(parameter, (V.Load(parameter) * V.Broadcast(step.Decay)) - (V.Broadcast(step.StepSize) * g / denominator));
    }

    /// <summary>f on a multiple of 16 floats; the switch stands outside the loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ActivateSpan(Activation activation, float* source, float* destination, int count)
    {
        L zero = L.Broadcast(0f), one = L.Broadcast(1f);
        switch (activation)
        {
            case Activation.Tanh:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(destination + i, Elementary<L>.Tanh(L.Load(source + i)));
                break;
            case Activation.Relu:
                for (int i = 0; i < count; i += L.Count)
                {
                    L x = L.Load(source + i);
                    L.Store(destination + i, L.SelectGreater(zero, x, zero, x));
                }

                break;
            case Activation.Elu:
                for (int i = 0; i < count; i += L.Count)
                {
                    L x = L.Load(source + i);
                    L negative = L.SelectGreater(x, zero, zero, x);
                    L.Store(destination + i, L.SelectGreater(x, zero, x, Elementary<L>.Exp(negative) - one));
                }

                break;
            case Activation.Silu:
                for (int i = 0; i < count; i += L.Count)
                {
                    L x = L.Load(source + i);
                    L.Store(destination + i, x * Elementary<L>.Sigmoid(x));
                }

                break;
            default:
                if (source != destination)
                    new Span<float>(source, count).CopyTo(new Span<float>(destination, count));
                break;
        }
    }

    /// <summary>gradient ·= f′, from the output of f (from its argument for SiLU), on a multiple of 16 floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBySlope(Activation activation, float* slopeAt, float* gradient, int count)
    {
        L zero = L.Broadcast(0f), one = L.Broadcast(1f);
        switch (activation)
        {
            case Activation.Tanh:
                for (int i = 0; i < count; i += L.Count)
                {
                    L y = L.Load(slopeAt + i);
                    L.Store(gradient + i, L.Load(gradient + i) * (one - (y * y)));
                }

                break;
            case Activation.Relu:
                for (int i = 0; i < count; i += L.Count)
                    L.Store(gradient + i, L.And(L.Load(gradient + i), L.GreaterThan(L.Load(slopeAt + i), zero)));
                break;
            case Activation.Elu:
                for (int i = 0; i < count; i += L.Count)
                {
                    L y = L.Load(slopeAt + i);
                    L.Store(gradient + i, L.Load(gradient + i) * L.SelectGreater(y, zero, one, y + one));
                }

                break;
            case Activation.Silu:
                for (int i = 0; i < count; i += L.Count)
                {
                    L x = L.Load(slopeAt + i);
                    L s = Elementary<L>.Sigmoid(x);
                    L.Store(gradient + i, L.Load(gradient + i) * (s * (one + (x * (one - s)))));
                }

                break;
            default:
                break;
        }
    }
}
