using System.Runtime.Serialization;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Slack.NetStandard.Messages;
using Slack.NetStandard.Messages.Blocks;

namespace Slack.NetStandard.WebApi.Chat
{
    public enum MessageParsing
    {
        [EnumMember(Value = "none")]
        None,
    }

    public abstract class MessageRequestBase
    {
        [JsonProperty("channel")]
        public string Channel { get; set; }

        [JsonProperty("blocks", NullValueHandling = NullValueHandling.Ignore)]
        public IList<IMessageBlock> Blocks { get; set; } = [];

        [JsonProperty("text", NullValueHandling = NullValueHandling.Ignore)]
        public string Text { get; set; }

        [JsonProperty("thread_ts", NullValueHandling = NullValueHandling.Ignore)]
        public Timestamp ThreadId { get; set; }

        /// <remarks>The package always writes it, "none" unless set.</remarks>
        [JsonProperty("parse"), JsonConverter(typeof(StringEnumConverter))]
        public MessageParsing MessageParsing { get; set; }

        [JsonProperty("metadata", NullValueHandling = NullValueHandling.Ignore)]
        public MessageMetadata Metadata { get; set; }

        public bool ShouldSerializeBlocks() => Blocks is { Count: > 0 };
    }

    public class PostMessageRequest : MessageRequestBase
    {
        /// <remarks>The package always writes it, false unless set.</remarks>
        [JsonProperty("mrkdwn")]
        public bool UseMarkdown { get; set; }

        [JsonProperty("unfurl_links", NullValueHandling = NullValueHandling.Ignore)]
        public bool? UnfurlLinks { get; set; }

        [JsonProperty("unfurl_media", NullValueHandling = NullValueHandling.Ignore)]
        public bool? UnfurlMedia { get; set; }
    }

    public class UpdateMessageRequest
    {
        [JsonProperty("channel")]
        public string Channel { get; set; }

        [JsonProperty("ts")]
        public Timestamp Timestamp { get; set; }

        [JsonProperty("text", NullValueHandling = NullValueHandling.Ignore)]
        public string Text { get; set; }

        [JsonProperty("blocks", NullValueHandling = NullValueHandling.Ignore)]
        public IList<IMessageBlock> Blocks { get; set; } = [];

        /// <remarks>The package always writes it, "none" unless set.</remarks>
        [JsonProperty("parse"), JsonConverter(typeof(StringEnumConverter))]
        public MessageParsing MessageParsing { get; set; }

        public bool ShouldSerializeBlocks() => Blocks is { Count: > 0 };
    }
}

namespace Slack.NetStandard.WebApi.Conversations
{
    public class ConversationHistoryRequest
    {
        [JsonProperty("channel")]
        public string Channel { get; set; }

        [JsonProperty("cursor", NullValueHandling = NullValueHandling.Ignore)]
        public string Cursor { get; set; }

        [JsonProperty("limit", NullValueHandling = NullValueHandling.Ignore)]
        public int? Limit { get; set; }

        [JsonProperty("include_all_metadata", NullValueHandling = NullValueHandling.Ignore)]
        public bool? IncludeAllMetadata { get; set; }
    }

    public class ConversationRepliesRequest
    {
        [JsonProperty("channel")]
        public string Channel { get; set; }

        [JsonProperty("ts")]
        public Timestamp ParentMessageTimestamp { get; set; }

        [JsonProperty("cursor", NullValueHandling = NullValueHandling.Ignore)]
        public string Cursor { get; set; }

        [JsonProperty("limit", NullValueHandling = NullValueHandling.Ignore)]
        public int? Limit { get; set; }
    }

    public class ConversationOpenRequest
    {
        [JsonProperty("users", NullValueHandling = NullValueHandling.Ignore)]
        public string Users { get; set; }
    }
}

namespace Slack.NetStandard.WebApi.Users
{
    public class UserListRequest
    {
        [JsonProperty("cursor", NullValueHandling = NullValueHandling.Ignore)]
        public string Cursor { get; set; }

        [JsonProperty("limit", NullValueHandling = NullValueHandling.Ignore)]
        public int? Limit { get; set; }

        [JsonProperty("team_id", NullValueHandling = NullValueHandling.Ignore)]
        public string TeamId { get; set; }
    }
}
