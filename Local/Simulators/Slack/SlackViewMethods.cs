using System.Text.Json.Nodes;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>views.* of the simulated workspace. Called under the state's lock.</summary>
internal sealed class SlackViewMethods(SlackState state)
{
    public SlackAnswer Open(SlackArguments arguments)
    {
        if (arguments.Object("view") is not { } given)
            return SlackAnswer.Error("invalid_arguments");
        // Slack validates the view first: an invalid view does not consume the trigger.
        if (BlockKit.CheckView(given) is { Errors.Count: > 0 } check)
        {
            return SlackAnswer.Error(
                check.Errors.Any(error => error.Contains("view_too_large", StringComparison.Ordinal))
                    ? "view_too_large"
                    : "invalid_arguments",
                check.Errors
            );
        }
        var (userId, error) = state.UseTrigger(arguments.Text("trigger_id") ?? "");
        if (error is not null)
            return SlackAnswer.Error(error);
        var view = new SimulatedView { Id = state.NextId("V"), UserId = userId!, Json = given.GetRawText(), Hash = state.NextId("h") };
        state.Put(view);
        return SlackAnswer.Ok(("view", new JsonObject { ["id"] = view.Id, ["type"] = "modal", ["hash"] = view.Hash }));
    }

    public SlackAnswer Update(SlackArguments arguments)
    {
        if (state.View(arguments.Text("view_id") ?? "") is not { IsOpen: true } view)
            return SlackAnswer.Error("not_found");
        if (arguments.Text("hash") is { } hash && hash != view.Hash)
            return SlackAnswer.Error("hash_conflict");
        if (arguments.Object("view") is not { } given || BlockKit.CheckView(given).Errors.Count > 0)
            return SlackAnswer.Error("invalid_arguments");
        (view.Json, view.Hash) = (given.GetRawText(), state.NextId("h"));
        return SlackAnswer.Ok(("view", new JsonObject { ["id"] = view.Id, ["type"] = "modal", ["hash"] = view.Hash }));
    }
}
