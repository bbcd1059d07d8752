using System.Text.Json;
using OAuthAttest.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing;

public sealed class RestoreRecipesTests
{
    [Fact]
    public async Task Recipe_OfACallThatIsRepeated_KeepsWhatTheFormerCallsOfTheRoundFound()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        var grant = scene.Grants.Single().Value;

        await MakeAsync(scene, grant, attempt: 1, "first", "second");
        // The first of the two was removed, and the call for the second one failed.
        Assert.Equal(["first", "second"], await MakeAsync(scene, grant, attempt: 2, "second"));
        Assert.Equal(["first", "second"], await MakeAsync(scene, grant, attempt: 3));
        // A new round is about what is there now.
        Assert.Equal(["third"], await MakeAsync(scene, grant, attempt: 1, "third"));
    }

    private static async Task<IReadOnlyList<string>> MakeAsync(ExecutionScene scene, long grant, int attempt, params string[] ids)
    {
        await scene.World.ExecuteAsync($"UPDATE revocation_worklist SET attempts = {attempt}");
        using var entries = JsonDocument.Parse($"[{string.Join(',', ids.Select(id => $$"""{"id":"{{id}}"}"""))}]");
        await RestoreRecipes.MakeAsync(
            scene.World.Source, scene.CampaignId, grant, [.. entries.RootElement.EnumerateArray()], CancellationToken.None);
        using var recipe = JsonDocument.Parse((await scene.ItemAsync(grant)).RestoreRecipe!);
        return [.. recipe.RootElement.GetProperty("entries").EnumerateArray()
            .Select(entry => entry.GetProperty("id").GetString()!).Order(StringComparer.Ordinal)];
    }
}
