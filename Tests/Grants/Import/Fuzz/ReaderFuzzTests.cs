using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace OAuthAttest.Tests.Grants.Import.Fuzz;

/// <summary>
/// A few hundred inputs of each kind. The long run: <c>OAUTHATTEST_FUZZ_INPUTS=100000 dotnet test --filter ReaderFuzz</c>, with another
/// <c>OAUTHATTEST_FUZZ_SEED</c> each time.
/// </summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output)
{
    private const int Few = 600;

    [Theory]
    [InlineData(FuzzedReader.Graph)]
    [InlineData(FuzzedReader.Google)]
    [InlineData(FuzzedReader.Okta)]
    [InlineData(FuzzedReader.Csv)]
    public async Task ReadAsync_WholeAndDamagedInputs_AreReadExactlyOrRefused(FuzzedReader reader)
    {
        using var fuzz = new ReaderFuzz(reader, Number("OAUTHATTEST_FUZZ_SEED") ?? 20261128);

        var result = await fuzz.RunAsync(Number("OAUTHATTEST_FUZZ_INPUTS") ?? Few);

        output.WriteLine($"{reader}: {result}");
        Assert.True(result.Failures.Count == 0, string.Join("\n\n", result.Failures));
        Assert.True(result.Read > 0 && result.Refused > 0);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
