namespace OAuthAttest.Grants.Import;

/// <summary>
/// A file that somebody named. The runtime says of a folder that access to it is denied, or that it is not there, which helps nobody.
/// </summary>
internal static class InputFile
{
    /// <exception cref="IOException">It is a folder, or cannot be opened.</exception>
    public static FileStream Open(string path, FileStreamOptions? options = null)
    {
        RefuseFolder(path);
        return new FileStream(path, options ?? new FileStreamOptions());
    }

    /// <summary>The file's size in bytes.</summary>
    /// <exception cref="IOException">It is a folder, or is not there.</exception>
    public static long Length(string path)
    {
        RefuseFolder(path);
        return new FileInfo(path).Length;
    }

    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"{path} is a folder: name the file in it that is to be read, or each of them.");
    }
}
