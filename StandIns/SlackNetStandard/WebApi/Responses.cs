using Newtonsoft.Json;
using Slack.NetStandard.Messages;
using Slack.NetStandard.Objects;

namespace Slack.NetStandard.WebApi
{
    public abstract class WebApiResponseBase
    {
        [JsonProperty("ok")]
        public bool OK { get; set; }

        [JsonProperty("error", NullValueHandling = NullValueHandling.Ignore)]
        public string Error { get; set; }

        [JsonExtensionData]
        public Dictionary<string, object> OtherFields { get; set; }
    }

    public class WebApiResponse<TMetadata> : WebApiResponseBase
        where TMetadata : ResponseMetadata
    {
        [JsonProperty("response_metadata", NullValueHandling = NullValueHandling.Ignore)]
        public TMetadata ResponseMetadata { get; set; }
    }

    public class WebApiResponse : WebApiResponse<ResponseMetadata>
    {
    }

    public class ResponseMetadata
    {
        [JsonProperty("messages", NullValueHandling = NullValueHandling.Ignore)]
        public string[] Messages { get; set; }
    }

    public class ResponseMetadataCursor : ResponseMetadata
    {
        [JsonProperty("next_cursor", NullValueHandling = NullValueHandling.Ignore)]
        public string NextCursor { get; set; }
    }
}

namespace Slack.NetStandard.WebApi.Auth
{
    public class TestResponse : WebApiResponse
    {
        [JsonProperty("team", NullValueHandling = NullValueHandling.Ignore)]
        public string Team { get; set; }

        [JsonProperty("team_id", NullValueHandling = NullValueHandling.Ignore)]
        public string TeamId { get; set; }
    }
}

namespace Slack.NetStandard.WebApi.Chat
{
    public class MessageResponse : WebApiResponse
    {
        [JsonProperty("channel", NullValueHandling = NullValueHandling.Ignore)]
        public string Channel { get; set; }

        [JsonProperty("ts", NullValueHandling = NullValueHandling.Ignore)]
        public Timestamp Timestamp { get; set; }
    }

    public class PostMessageResponse : WebApiResponse
    {
        [JsonProperty("channel")]
        public string Channel { get; set; }

        [JsonProperty("ts", NullValueHandling = NullValueHandling.Ignore)]
        public Timestamp Timestamp { get; set; }
    }

    public class UpdateMessageResponse : MessageResponse
    {
    }

    public class GetPermalinkResponse : WebApiResponse
    {
        [JsonProperty("permalink", NullValueHandling = NullValueHandling.Ignore)]
        public string Permalink { get; set; }
    }
}

namespace Slack.NetStandard.WebApi.Conversations
{
    public class ConversationHistoryResponse : WebApiResponse<ResponseMetadataCursor>
    {
        [JsonProperty("messages", NullValueHandling = NullValueHandling.Ignore)]
        public Message[] Messages { get; set; }
    }

    public class ConversationRepliesResponse : WebApiResponse<ResponseMetadataCursor>
    {
        [JsonProperty("messages", NullValueHandling = NullValueHandling.Ignore)]
        public Message[] Messages { get; set; }
    }

    public class ConversationOpenResponse : WebApiResponse
    {
        [JsonProperty("channel", NullValueHandling = NullValueHandling.Ignore)]
        public Channel Channel { get; set; }
    }
}

namespace Slack.NetStandard.WebApi.Users
{
    public class UserListResponse : WebApiResponse<ResponseMetadataCursor>
    {
        [JsonProperty("members", NullValueHandling = NullValueHandling.Ignore)]
        public User[] Members { get; set; }
    }

    public class UserResponse : WebApiResponse
    {
        [JsonProperty("user", NullValueHandling = NullValueHandling.Ignore)]
        public User User { get; set; }
    }
}

namespace Slack.NetStandard.WebApi.View
{
    public class ViewResponse : WebApiResponse
    {
    }
}
