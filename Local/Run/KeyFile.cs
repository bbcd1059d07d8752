using OAuthAttest.Local.Hosting.Http;

namespace OAuthAttest.Local.Run;

/// <summary>A file with a host's keys that only its user can read.</summary>
internal static class KeyFile
{
    /// <summary>The folder of this user's own data.</summary>
    public static string Folder =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "oauthattest",
            "keys"
        );

    /// <returns>The file's path.</returns>
    public static string Write(string folder, int port, HostKeys keys)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"host-{port}.txt");
        // Made anew: a file that is there may have other rights, or be somebody's link.
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine($"Function key  {keys.Function}");
        file.WriteLine($"Acting key    {keys.Acting}");
        file.WriteLine($"Master key    {keys.Master}");
        file.WriteLine($"System key    {keys.System}");
        return path;
    }
}
