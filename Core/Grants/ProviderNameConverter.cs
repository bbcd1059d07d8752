using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace OAuthAttest.Grants;

public sealed class ProviderNameConverter()
    : ValueConverter<ProviderName, string>(name => name.ToString(), text => ProviderName.Parse(text));
