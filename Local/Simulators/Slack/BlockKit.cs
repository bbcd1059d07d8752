using System.Text.Json;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>Checks blocks and views as strictly as Slack does, and names the place of each error.</summary>
/// <remarks>https://docs.slack.dev/reference/block-kit</remarks>
public sealed class BlockKit
{
    /// <summary>All text of a message together.</summary>
    public const int TotalText = 13_000;

    private static readonly JsonElement Nothing = JsonDocument.Parse("[]").RootElement;

    private readonly List<string> errors = [];
    private readonly HashSet<string> blockIds = new(StringComparer.Ordinal);

    private BlockKit()
    {
    }

    /// <summary>The number of readable characters in the blocks that were checked.</summary>
    public int TextLength { get; private set; }

    public IReadOnlyList<string> Errors => errors;

    public static BlockKit CheckMessage(JsonElement blocks)
    {
        var check = new BlockKit();
        check.Blocks(blocks, "/blocks", 50, inModal: false);
        return check;
    }

    public static BlockKit CheckView(JsonElement view)
    {
        var check = new BlockKit();
        check.View(view);
        return check;
    }

    private void View(JsonElement view)
    {
        Only(
            view,
            "/view",
            "type",
            "title",
            "submit",
            "close",
            "blocks",
            "callback_id",
            "private_metadata",
            "external_id",
            "clear_on_close",
            "notify_on_close",
            "hash"
        );
        if (Optional(view, "type") != "modal")
            Fail("/view/type", "must be modal");
        Text(view, "title", "/view", 24, required: true, plainOnly: true);
        Text(view, "submit", "/view", 24, required: false, plainOnly: true);
        Text(view, "close", "/view", 24, required: false, plainOnly: true);
        Length(view, "callback_id", "/view", 255);
        Length(view, "private_metadata", "/view", 3000);
        if (!view.TryGetProperty("blocks", out var blocks))
            Fail("/view/blocks", "is missing");
        else
            Blocks(blocks, "/view/blocks", 100, inModal: true);
        if (System.Text.Encoding.UTF8.GetByteCount(view.GetRawText()) > 250_000)
            Fail("/view", "view_too_large");
        var hasInput = blocks.ValueKind == JsonValueKind.Array && blocks.EnumerateArray().Any(block => Optional(block, "type") == "input");
        if (hasInput && !view.TryGetProperty("submit", out _))
            Fail("/view/submit", "is required with an input block");
    }

    private void Blocks(JsonElement blocks, string path, int most, bool inModal)
    {
        if (blocks.ValueKind != JsonValueKind.Array)
        {
            Fail(path, "must be an array");
            return;
        }
        if (blocks.GetArrayLength() > most)
            Fail(path, $"no more than {most} items allowed");
        var index = 0;
        foreach (var block in blocks.EnumerateArray())
            Block(block, $"{path}/{index++}", inModal);
    }

    private void Block(JsonElement block, string path, bool inModal)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            Fail(path, "must be an object");
            return;
        }
        Length(block, "block_id", path, 255);
        if (Optional(block, "block_id") is { } id && !blockIds.Add(id))
            Fail($"{path}/block_id", $"block_id {id} already exists");
        switch (Optional(block, "type"))
        {
            case "section":
                Section(block, path);
                break;
            case "header":
                Only(block, path, "type", "block_id", "text");
                Text(block, "text", path, 150, required: true, plainOnly: true);
                break;
            case "context":
                Context(block, path);
                break;
            case "actions":
                Actions(block, path);
                break;
            case "divider":
                Only(block, path, "type", "block_id");
                break;
            case "input" when inModal:
                Input(block, path);
                break;
            default:
                Fail($"{path}/type", "unsupported type");
                break;
        }
    }

    private void Section(JsonElement block, string path)
    {
        Only(block, path, "type", "block_id", "text", "fields", "accessory", "expand");
        var hasFields = block.TryGetProperty("fields", out var fields);
        Text(block, "text", path, 3000, required: !hasFields, plainOnly: false);
        if (block.TryGetProperty("accessory", out var accessory))
            Element(accessory, $"{path}/accessory");
        if (!hasFields)
            return;
        if (fields.GetArrayLength() is 0 or > 10)
            Fail($"{path}/fields", "between 1 and 10 items allowed");
        var index = 0;
        foreach (var field in fields.EnumerateArray())
            TextObject(field, $"{path}/fields/{index++}", 2000, plainOnly: false);
    }

    private void Context(JsonElement block, string path)
    {
        Only(block, path, "type", "block_id", "elements");
        var index = 0;
        foreach (var element in Elements(block, path, 10))
            TextObject(element, $"{path}/elements/{index++}", 3000, plainOnly: false);
    }

    private void Actions(JsonElement block, string path)
    {
        Only(block, path, "type", "block_id", "elements");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var element in Elements(block, path, 25))
        {
            var at = $"{path}/elements/{index++}";
            Element(element, at);
            if (Optional(element, "action_id") is { } id && !ids.Add(id))
                Fail($"{at}/action_id", $"action_id {id} already exists in this block");
        }
    }

    private void Input(JsonElement block, string path)
    {
        Only(block, path, "type", "block_id", "label", "element", "hint", "optional", "dispatch_action");
        Text(block, "label", path, 2000, required: true, plainOnly: true);
        Text(block, "hint", path, 2000, required: false, plainOnly: true);
        if (!block.TryGetProperty("element", out var element))
            Fail($"{path}/element", "is missing");
        else
            Element(element, $"{path}/element");
    }

    private void Element(JsonElement element, string path)
    {
        Length(element, "action_id", path, 255);
        switch (Optional(element, "type"))
        {
            case "button": Button(element, path); break;
            case "plain_text_input":
                Only(
                    element,
                    path,
                    "type",
                    "action_id",
                    "placeholder",
                    "multiline",
                    "min_length",
                    "max_length",
                    "initial_value",
                    "focus_on_load"
                );
                Text(element, "placeholder", path, 150, required: false, plainOnly: true);
                if (element.TryGetProperty("max_length", out var longest) && longest.GetInt32() is < 1 or > 3000)
                    Fail($"{path}/max_length", "must lie between 1 and 3000");
                break;
            default: Fail($"{path}/type", "unsupported type"); break;
        }
    }

    private void Button(JsonElement button, string path)
    {
        Only(button, path, "type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label");
        Text(button, "text", path, 75, required: true, plainOnly: true);
        Length(button, "value", path, 2000);
        Length(button, "url", path, 3000);
        Length(button, "accessibility_label", path, 75);
        if (Optional(button, "style") is { } style and not ("primary" or "danger"))
            Fail($"{path}/style", $"{style} is no style");
        if (!button.TryGetProperty("confirm", out var confirm))
            return;
        Only(confirm, $"{path}/confirm", "title", "text", "confirm", "deny", "style");
        Text(confirm, "title", $"{path}/confirm", 100, required: true, plainOnly: true);
        Text(confirm, "text", $"{path}/confirm", 300, required: true, plainOnly: false);
        Text(confirm, "confirm", $"{path}/confirm", 30, required: true, plainOnly: true);
        Text(confirm, "deny", $"{path}/confirm", 30, required: true, plainOnly: true);
    }

    private JsonElement.ArrayEnumerator Elements(JsonElement block, string path, int most)
    {
        if (!block.TryGetProperty("elements", out var elements) || elements.ValueKind != JsonValueKind.Array)
        {
            Fail($"{path}/elements", "is missing");
            return Nothing.EnumerateArray();
        }
        if (elements.GetArrayLength() is 0 || elements.GetArrayLength() > most)
            Fail($"{path}/elements", $"between 1 and {most} items allowed");
        return elements.EnumerateArray();
    }

    private void Text(JsonElement parent, string name, string path, int most, bool required, bool plainOnly)
    {
        if (parent.TryGetProperty(name, out var text))
            TextObject(text, $"{path}/{name}", most, plainOnly);
        else if (required)
            Fail($"{path}/{name}", "is missing");
    }

    private void TextObject(JsonElement text, string path, int most, bool plainOnly)
    {
        if (text.ValueKind != JsonValueKind.Object)
        {
            Fail(path, "must be a text object");
            return;
        }
        var type = Optional(text, "type");
        Only(text, path, type == "mrkdwn" ? ["type", "text", "verbatim"] : ["type", "text", "emoji"]);
        if (type is not ("plain_text" or "mrkdwn") || (plainOnly && type == "mrkdwn"))
            Fail($"{path}/type", plainOnly ? "must be plain_text" : "must be plain_text or mrkdwn");
        var length = Optional(text, "text")?.Length ?? 0;
        TextLength += length;
        if (length == 0)
            Fail($"{path}/text", "must be more than 0 characters");
        if (length > most)
            Fail($"{path}/text", $"must be less than {most + 1} characters");
    }

    private void Length(JsonElement parent, string name, string path, int most)
    {
        if (Optional(parent, name) is { } text && (text.Length == 0 || text.Length > most))
            Fail($"{path}/{name}", $"must be between 1 and {most} characters");
    }

    private void Only(JsonElement parent, string path, params ReadOnlySpan<string> names)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                Fail($"{path}/{property.Name}", "is not allowed");
        }
    }

    private static string? Optional(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private void Fail(string path, string problem) => errors.Add($"[ERROR] {problem} [json-pointer:{path}]");
}
