using System.Runtime.InteropServices;

namespace Ratchet.MuJoCo;

/// <summary>The functions of libmujoco in use; <see cref="MuJoCoLibrary"/> finds the library behind the name.</summary>
internal static unsafe partial class Native
{
    internal const string Library = "mujoco";

    [LibraryImport(Library)]
    internal static partial void mj_defaultVFS(void* files);

    [LibraryImport(Library)]
    internal static partial int mj_makeEmptyFileVFS(void* files, byte* name, int size);

    [LibraryImport(Library)]
    internal static partial void mj_deleteVFS(void* files);

    [LibraryImport(Library)]
    internal static partial byte* mj_loadXML(byte* name, void* files, byte* error, int errorSize);

    [LibraryImport(Library)]
    internal static partial int mj_name2id(byte* model, int type, byte* name);

    [LibraryImport(Library)]
    internal static partial byte* mj_makeData(byte* model);

    [LibraryImport(Library)]
    internal static partial void mj_deleteData(byte* data);

    [LibraryImport(Library)]
    internal static partial void mj_resetData(byte* model, byte* data);

    [LibraryImport(Library)]
    internal static partial void mj_forward(byte* model, byte* data);

    [LibraryImport(Library)]
    internal static partial void mj_step(byte* model, byte* data);

    [LibraryImport(Library)]
    internal static partial void mj_rnePostConstraint(byte* model, byte* data);
}
