using Newtonsoft.Json;

namespace Slack.NetStandard
{
    public class SlackId
    {
        [JsonProperty("id")]
        public string ID { get; set; }

        [JsonProperty("name", NullValueHandling = NullValueHandling.Ignore)]
        public string Name { get; set; }
    }
}

namespace Slack.NetStandard.Objects
{
    public class User : SlackId
    {
        [JsonProperty("team_id", NullValueHandling = NullValueHandling.Ignore)]
        public string Team { get; set; }

        [JsonProperty("deleted", NullValueHandling = NullValueHandling.Ignore)]
        public bool? Deleted { get; set; }

        [JsonProperty("real_name", NullValueHandling = NullValueHandling.Ignore)]
        public string RealName { get; set; }

        [JsonProperty("tz", NullValueHandling = NullValueHandling.Ignore)]
        public string TimeZone { get; set; }

        [JsonProperty("profile", NullValueHandling = NullValueHandling.Ignore)]
        public UserProfile Profile { get; set; }

        [JsonProperty("is_bot", NullValueHandling = NullValueHandling.Ignore)]
        public bool? IsBot { get; set; }

        [JsonProperty("is_restricted", NullValueHandling = NullValueHandling.Ignore)]
        public bool? IsRestricted { get; set; }

        [JsonProperty("is_ultra_restricted", NullValueHandling = NullValueHandling.Ignore)]
        public bool? IsUltraRestricted { get; set; }

        [JsonProperty("is_stranger", NullValueHandling = NullValueHandling.Ignore)]
        public bool? IsStranger { get; set; }

        [JsonProperty("enterprise_user", NullValueHandling = NullValueHandling.Ignore)]
        public EnterpriseUser EnterpriseUser { get; set; }
    }

    public class EnterpriseUser
    {
        [JsonProperty("enterprise_id", NullValueHandling = NullValueHandling.Ignore)]
        public string EnterpriseId { get; set; }

        [JsonProperty("teams", NullValueHandling = NullValueHandling.Ignore)]
        public string[] Teams { get; set; }
    }

    public class UserProfile
    {
        [JsonProperty("real_name", NullValueHandling = NullValueHandling.Ignore)]
        public string RealName { get; set; }

        [JsonProperty("email", NullValueHandling = NullValueHandling.Ignore)]
        public string Email { get; set; }
    }

    public class Channel : SlackId
    {
    }
}
