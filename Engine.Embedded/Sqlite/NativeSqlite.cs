using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Belay.Engine.Embedded.Sqlite;

/// <summary>Finds the system's SQLite. Belay brings none of its own, so that its security fixes are the system's.</summary>
internal static class NativeSqlite
{
    /// <summary>The oldest version that Belay runs on (2021-11): the first with strict tables.</summary>
    private static readonly Version VersionMin = new(3, 37, 0);

    private static readonly string[] Names = ["libsqlite3.so.0", "libsqlite3.so", "libsqlite3.dylib", "/usr/lib/libsqlite3.dylib", "winsqlite3.dll", "sqlite3.dll"];

    private static readonly Lazy<string?> Problem = new(Load);

    /// <summary>Loads the library once; throws <see cref="StoreSetupException"/> with one sentence that says what to install.</summary>
    public static void EnsureLoaded()
    {
        if (Problem.Value is { } problem)
        {
            throw new StoreSetupException(problem);
        }
    }

    private static string? Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        try
        {
            raw.SetProvider(new SQLite3Provider_e_sqlite3());

            // Nobody asks how much memory it has, and to count that takes a lock for each piece.
            raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
            var found = Version.Parse(raw.sqlite3_libversion().utf8_to_string());
            return found >= VersionMin ? null : $"SQLite {found} is too old: Belay needs {VersionMin} or newer. Update the system's SQLite library.";
        }
        catch (DllNotFoundException)
        {
            return "SQLite is missing. Install the system's library: 'apt-get install libsqlite3-0' (Debian, Ubuntu), 'dnf install sqlite-libs' (Fedora), "
                + "'apk add sqlite-libs' (Alpine); macOS and Windows bring it.";
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name == "e_sqlite3")
        {
            foreach (var candidate in Names)
            {
                if (NativeLibrary.TryLoad(candidate, assembly, path, out var handle))
                {
                    return handle;
                }
            }
        }

        return 0;
    }
}
