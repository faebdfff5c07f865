/* The loop that a C programmer would write around MuJoCo: mujoco-stepping holds the same steps from C# against it. */
#include <string.h>

typedef void (*mujoco_function)(const void *model, void *data);

void mujoco_loop(mujoco_function step, mujoco_function post_constraint, const void *model, void *data, double *controls,
                 const double *actions, int action_size, int steps, int frame_skip)
{
    for (int t = 0; t < steps; t++) {
        memcpy(controls, actions + (size_t)t * action_size, action_size * sizeof(double));
        for (int i = 0; i < frame_skip; i++)
            step(model, data);
        post_constraint(model, data);
    }
}
