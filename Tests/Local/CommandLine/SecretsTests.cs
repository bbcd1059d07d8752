using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Hosting.Http;
using OAuthAttest.Local.Run;
using Xunit;

namespace OAuthAttest.Tests.Local.CommandLine;

public sealed class SecretsTests
{
    private const string WithoutPassword = "Host=db;Database=oauthattest;Username=app";

    [Fact]
    public void Complete_PasswordInTheCommandLine_IsTakenAndComplainedAbout()
    {
        using var said = new StringWriter();

        var completed = DatabasePassword.Complete($"{WithoutPassword};Password=secret", said, _ => throw new InvalidOperationException());

        Assert.Contains("secret", completed, StringComparison.Ordinal);
        Assert.Contains("PGPASSWORD", said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("typed", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Complete_NoPasswordAnywhere_AsksForIt(string? typed, bool expected)
    {
        using var said = new StringWriter();

        var completed = DatabasePassword.Complete(WithoutPassword, said, _ => typed);

        Assert.Equal(expected, completed.Contains("Password=typed", StringComparison.Ordinal));
        Assert.Equal("", said.ToString());
    }

    [Fact]
    public void Complete_NoConnectionString_IsAMistake() =>
        Assert.Throws<LocalConfigurationException>(() => DatabasePassword.Complete("nonsense", TextWriter.Null, _ => null));

    [Fact]
    public void Write_KeysOfAHost_CanBeReadByTheirUserAlone()
    {
        // Windows keeps the rights of a user's own folder.
        if (OperatingSystem.IsWindows())
            return;
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var keys = new HostKeys("function-key", "master-key", "system-key");
            var path = KeyFile.Write(folder, 7071, keys);
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);

            Assert.Equal(path, KeyFile.Write(folder, 7071, keys));

            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Contains("master-key", File.ReadAllText(path), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
