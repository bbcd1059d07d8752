using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Interactions;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Slack.Interactions;

public sealed class SlackInteractionTests
{
    private static readonly GrantButton Grant = new(MessageSamples.Quarter, "jane-doe", 2, 101, "0a1b2c3d");

    [Theory]
    [InlineData(SlackActions.Keep, typeof(KeepClicked))]
    [InlineData(SlackActions.Remove, typeof(RemoveClicked))]
    [InlineData(SlackActions.NotMine, typeof(NotMineClicked))]
    [InlineData(SlackActions.Change, typeof(ChangeClicked))]
    [InlineData(SlackActions.Details, typeof(DetailsClicked))]
    public void Parse_ButtonOfAGrant_IsACommandWithWhoWhereAndWhich(string action, Type expected)
    {
        var command = Accepted(Action(action, Grant.Encode()));

        Assert.IsType(expected, command);
        Assert.Equal(Grant, command.GetType().GetProperty("Target")!.GetValue(command));
        Assert.Equal("U0JANE", command.Click.UserId);
        Assert.Equal("T0SIMULATE", command.Click.TeamId);
        Assert.Equal("D0JANE", command.Click.Channel);
        Assert.Equal("1793610000.000001", command.Click.MessageTimestamp);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1793610005), command.Click.ClickedAt);
        Assert.Equal("1.2.abc", command.Click.TriggerId);
        Assert.Equal("https://hooks.slack.com/actions/T/1/secret", command.Click.ResponseUrl!.AbsoluteUri);
        Assert.InRange(command.Click.DeliveryKey.Length, 1, 64);
    }

    [Fact]
    public void Parse_PageAndWorklistButtons_AreCommands()
    {
        var page = new PageButton(MessageSamples.Quarter, "jane-doe", 3);
        var list = new WorklistButton(MessageSamples.Quarter, new string('b', 64));

        Assert.Equal(page, Assert.IsType<PageClicked>(Accepted(Action(SlackActions.NextPage, page.Encode()))).Target);
        Assert.Equal(page, Assert.IsType<PageClicked>(Accepted(Action(SlackActions.PreviousPage, page.Encode()))).Target);
        Assert.Equal(page, Assert.IsType<KeepAllLowRiskClicked>(Accepted(Action(SlackActions.KeepAllLowRisk, page.Encode()))).Target);
        Assert.Equal(list, Assert.IsType<ApproveWorklistClicked>(Accepted(Action(SlackActions.ApproveWorklist, list.Encode()))).Target);
        Assert.Equal(list, Assert.IsType<RejectWorklistClicked>(Accepted(Action(SlackActions.RejectWorklist, list.Encode()))).Target);
    }

    [Fact]
    public void Parse_ButtonsOfScopes_AreCommands()
    {
        var (change, proposal) = (new ChangeButton(long.MaxValue), new ProposalButton(7));

        Assert.Equal(change, Assert.IsType<ProposeScopeClicked>(Accepted(Action(SlackActions.ProposeScope, change.Encode()))).Target);
        var approve = Assert.IsType<DecideScopeClicked>(Accepted(Action(SlackActions.ApproveScope, proposal.Encode())));
        var decline = Assert.IsType<DecideScopeClicked>(Accepted(Action(SlackActions.DeclineScope, proposal.Encode())));
        Assert.Equal((proposal, true, false), (approve.Target, approve.Approve, decline.Approve));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1:")]
    [InlineData("2:7")]
    [InlineData("1:-7")]
    [InlineData("1:7 ")]
    [InlineData("1:0x7")]
    [InlineData("1:7:7")]
    [InlineData("1:99999999999999999999")]
    public void Parse_ButtonOfScopesWithAnotherValue_IsMalformed(string value)
    {
        foreach (var action in (string[])[SlackActions.ProposeScope, SlackActions.ApproveScope, SlackActions.DeclineScope])
            Assert.Equal("payload.actions[0].value", Malformed(Action(action, value)).Field);
    }

    [Fact]
    public void Parse_SubmittedProposal_HasAllThreeTexts_AndAKeyOfEach()
    {
        var submitted = Assert.IsType<ScopeProposed>(Accepted(Proposal("It is right\n so", "Plat\0form", "2027-01-31")));

        Assert.Equal(
            ("It is right so", "Platform", "2027-01-31", 12L),
            (submitted.Reason, submitted.Owner, submitted.Day, submitted.Target.ChangeId));
        Assert.True(submitted is { IsReasonLongEnough: true, IsOwnerLongEnough: true });
        string[] keys =
        [
            submitted.Click.DeliveryKey,
            Accepted(Proposal("It is right so", "Platform", "2027-02-01")).Click.DeliveryKey,
            Accepted(Proposal("It is right so", "Other", "2027-01-31")).Click.DeliveryKey,
            Accepted(Proposal("It is wrong so", "Platform", "2027-01-31")).Click.DeliveryKey,
        ];
        Assert.Equal(4, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Parse_ProposalThatIsNotOurs_IsMalformed()
    {
        Assert.Equal("payload.view.state.values", Malformed(Proposal("reason", new string('o', 61), "2027-01-31")).Field);
        Assert.Equal("payload.view.state.values", Malformed(Proposal("reason", "owner", "2027-01-31 or so")).Field);
        Assert.Equal(
            "payload.view.private_metadata",
            Malformed(Proposal("reason", "owner", "day", json => json["view"]!["private_metadata"] =
                new ReasonContext(Grant.Encode(), null, null).Encode())).Field);
        Assert.Equal(
            "payload.view.state.values",
            Malformed(Proposal("reason", "owner", "day", json => json["view"]!["state"]!["values"]!.AsObject()
                .Remove(SlackActions.ScopeOwnerInput))).Field);
    }

    [Fact]
    public void Parse_SubmittedReason_CarriesTheMessageAndOneCleanLine()
    {
        var submitted = Assert.IsType<ReasonSubmitted>(Accepted(Submission("I use it\n for\0 the payroll\u202E run")));

        Assert.Equal("I use it for the payroll run", submitted.Reason);
        Assert.True(submitted.IsLongEnough);
        Assert.Equal(Grant, submitted.Target);
        Assert.Equal(("D0JANE", "1793610000.000001"), (submitted.Click.Channel, submitted.Click.MessageTimestamp));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   short   ")]
    [InlineData("\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B")]
    public void Parse_ReasonThatSaysNothing_IsNotLongEnough(string reason) =>
        Assert.False(Assert.IsType<ReasonSubmitted>(Accepted(Submission(reason))).IsLongEnough);

    [Fact]
    public void Parse_TheSameDeliveryTwice_HasOneKey_AndAnotherClickAnother()
    {
        var first = Accepted(Action(SlackActions.Keep, Grant.Encode())).Click.DeliveryKey;

        Assert.Equal(first, Accepted(Action(SlackActions.Keep, Grant.Encode())).Click.DeliveryKey);
        Assert.NotEqual(first, Accepted(Action(SlackActions.Remove, Grant.Encode())).Click.DeliveryKey);
        Assert.NotEqual(first, Accepted(Action(SlackActions.Keep, (Grant with { GrantId = 102 }).Encode())).Click.DeliveryKey);
        Assert.NotEqual(
            first,
            Accepted(
                Action(SlackActions.Keep, Grant.Encode(), json => json["actions"]![0]!["action_ts"] = "1793610005.000002")
            ).Click.DeliveryKey
        );
        Assert.NotEqual(
            first,
            Accepted(Action(SlackActions.Keep, Grant.Encode(), json => json["user"]!["id"] = "U0JOHN")).Click.DeliveryKey
        );
        Assert.NotEqual(
            Accepted(Submission("a reason long enough")).Click.DeliveryKey,
            Accepted(Submission("another reason, as long")).Click.DeliveryKey
        );
    }

    [Theory]
    [InlineData("ssl_check=1&token=x", typeof(SlackInteraction.SslCheck))]
    [InlineData("", typeof(SlackInteraction.Malformed))]
    [InlineData("payload", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=%7B%7D&payload=%7B%7D", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=%7", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=%GG", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=%FF%FE", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=[]", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=%7B%22%5Cud800%22%3A1%7D", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=%7B%22type%22%3A%22%5Cudc00%22%7D", typeof(SlackInteraction.Malformed))]
    [InlineData("payload=null", typeof(SlackInteraction.Malformed))]
    [InlineData("payload={\"type\":5}", typeof(SlackInteraction.Malformed))]
    [InlineData("payload={\"type\":\"shortcut\"}", typeof(SlackInteraction.Ignored))]
    [InlineData("payload={\"type\":\"view_closed\"}", typeof(SlackInteraction.Ignored))]
    public void Parse_OtherBodies_AreSortedOut(string body, Type expected) =>
        Assert.IsType(expected, SlackInteraction.Parse(Encoding.UTF8.GetBytes(body)));

    [Theory]
    [InlineData("type", "payload.type")]
    [InlineData("user", "payload.user")]
    [InlineData("user.id", "payload.user.id")]
    [InlineData("actions", "payload.actions")]
    [InlineData("actions.0.action_id", "payload.actions[0].action_id")]
    [InlineData("actions.0.action_ts", "payload.actions[0].action_ts")]
    [InlineData("actions.0.value", "payload.actions[0].value")]
    public void Parse_FieldMissingOrOfAnotherType_NamesTheField(string path, string field)
    {
        foreach (var wrong in new JsonNode?[] { null, 5, true, new JsonArray(), new JsonObject() })
        {
            var parsed = Parse(Action(SlackActions.Keep, Grant.Encode(), json => Set(json, path, wrong)));

            var malformed = Assert.IsType<SlackInteraction.Malformed>(parsed);
            Assert.StartsWith(field, malformed.Field, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("2:2026Q4:jane-doe:1:101:0a")]
    [InlineData("1:2026Q4:jane-doe:1:101")]
    [InlineData("1:2026Q4:jane-doe:0:101:0a")]
    [InlineData("1:2026Q4:jane-doe:1:-5:0a")]
    [InlineData("1:2026Q4:jane-doe:1:99999999999999999999:0a")]
    [InlineData("1:2026Q4:jane doe:1:101:0a")]
    [InlineData("1:20/26:jane-doe:1:101:0a")]
    [InlineData("1:2026Q4:jane-doe:1:101:XYZ")]
    [InlineData("1:2026Q4:jane-doe:1:101:0a:extra")]
    public void Parse_ValueThatIsNotOurs_IsMalformed(string value) =>
        Assert.Equal("payload.actions[0].value", Assert.IsType<SlackInteraction.Malformed>(Parse(Action(SlackActions.Keep, value))).Field);

    [Fact]
    public void Parse_AnotherAppsActionOrModal_IsIgnored()
    {
        Assert.IsType<SlackInteraction.Ignored>(Parse(Action("someone.else", "x")));
        Assert.IsType<SlackInteraction.Ignored>(Parse(Action("oaa.unheard_of", "x")));
        Assert.IsType<SlackInteraction.Ignored>(Parse(Submission("x", json => json["view"]!["callback_id"] = "other")));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"button\":5}")]
    [InlineData("{\"button\":\"nonsense\"}")]
    [InlineData("{\"button\":\"\\ud800\"}")]
    public void Parse_ModalWithForeignMetadata_IsMalformed(string metadata) =>
        Assert.Equal(
            "payload.view.private_metadata",
            Assert
                .IsType<SlackInteraction.Malformed>(
                    Parse(Submission("a long enough reason", json => json["view"]!["private_metadata"] = metadata))
                )
                .Field
        );

    [Fact]
    public void Parse_HalfASurrogatePairInAText_IsMalformedAndNotAnException()
    {
        var body =
            "payload="
            + WebUtility.UrlEncode(
                Action(SlackActions.Keep, Grant.Encode()).ToJsonString().Replace("U0JANE", "\\ud800", StringComparison.Ordinal)
            );

        Assert.Equal(
            "payload",
            Assert.IsType<SlackInteraction.Malformed>(SlackInteraction.Parse(Encoding.UTF8.GetBytes(body))).Field
        );
    }

    [Fact]
    public void Parse_AnyBytesAtAll_NeverThrows()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            {
                SlackInteraction.Parse(bytes ?? []);
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

        var real = Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(Action(SlackActions.Keep, Grant.Encode()).ToJsonString()));
        var chance = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var broken = real.ToArray();
            for (var flips = chance.Next(1, 4); flips > 0; flips--)
                broken[chance.Next(broken.Length)] = (byte)chance.Next(256);
            SlackInteraction.Parse(broken.AsSpan(0, chance.Next(1, broken.Length)));
            SlackInteraction.Parse(broken);
        }
    }

    [Fact]
    public void Error_OfAModal_IsSlacksShape() =>
        Assert.Equal(
            """{"response_action":"errors","errors":{"oaa.reason.text":"Too short"}}""",
            SlackModalAnswer.Error(SlackActions.ReasonInput, "Too short")
        );

    private static SlackCommand Accepted(JsonObject payload) => Assert.IsType<SlackInteraction.Accepted>(Parse(payload)).Command;

    private static SlackInteraction.Malformed Malformed(JsonObject payload) => Assert.IsType<SlackInteraction.Malformed>(Parse(payload));

    private static SlackInteraction Parse(JsonObject payload) =>
        SlackInteraction.Parse(Encoding.UTF8.GetBytes("payload=" + WebUtility.UrlEncode(payload.ToJsonString())));

    private static void Set(JsonObject root, string path, JsonNode? value)
    {
        var steps = path.Split('.');
        JsonNode node = root;
        foreach (var step in steps[..^1])
            node = int.TryParse(step, out var index) ? node[index]! : node[step]!;
        node[steps[^1]] = value;
    }

    private static JsonObject Action(string actionId, string value, Action<JsonObject>? change = null)
    {
        var payload = JsonNode.Parse("""
            {
              "type": "block_actions",
              "team": { "id": "T0SIMULATE", "domain": "simulated" },
              "user": { "id": "U0JANE", "username": "jane", "team_id": "T0SIMULATE" },
              "container": { "type": "message", "message_ts": "1793610000.000001", "channel_id": "D0JANE", "is_ephemeral": false },
              "trigger_id": "1.2.abc",
              "channel": { "id": "D0JANE" },
              "response_url": "https://hooks.slack.com/actions/T/1/secret",
              "actions": [ { "type": "button", "block_id": "b", "action_ts": "1793610005.000001" } ]
            }
            """)!.AsObject();
        payload["actions"]![0]!["action_id"] = actionId;
        payload["actions"]![0]!["value"] = value;
        change?.Invoke(payload);
        return payload;
    }

    private static JsonObject Submission(string reason, Action<JsonObject>? change = null)
    {
        var payload = new JsonObject
        {
            ["type"] = "view_submission",
            ["team"] = new JsonObject { ["id"] = "T0SIMULATE" },
            ["user"] = new JsonObject { ["id"] = "U0JANE" },
            ["trigger_id"] = "1.2.abc",
            ["view"] = new JsonObject
            {
                ["id"] = "V1",
                ["callback_id"] = SlackActions.ReasonCallback,
                ["private_metadata"] = new ReasonContext(Grant.Encode(), "D0JANE", "1793610000.000001").Encode(),
                ["state"] = new JsonObject
                {
                    ["values"] = new JsonObject
                    {
                        [SlackActions.ReasonInput] = new JsonObject
                        {
                            [SlackActions.ReasonInput] = new JsonObject { ["type"] = "plain_text_input", ["value"] = reason },
                        },
                    },
                },
            },
        };
        change?.Invoke(payload);
        return payload;
    }

    private static JsonObject Proposal(string reason, string owner, string day, Action<JsonObject>? change = null) =>
        Submission(reason, json =>
        {
            var view = json["view"]!;
            view["callback_id"] = SlackActions.ProposeScopeCallback;
            view["private_metadata"] = new ReasonContext(new ChangeButton(12).Encode(), "D0JANE", "1793610000.000001").Encode();
            foreach (var (id, text) in new[] { (SlackActions.ScopeOwnerInput, owner), (SlackActions.ScopeDayInput, day) })
            {
                var input = new JsonObject { ["type"] = "plain_text_input", ["value"] = text };
                view["state"]!["values"]![id] = new JsonObject { [id] = input };
            }
            change?.Invoke(json);
        });
}
