using Belay.Gateway.Api.Access;
using Belay.Gateway.Api.Dialects;
using Microsoft.OpenApi;

namespace Belay.Gateway.Api.Hosting;

/// <summary>An OpenAPI document per dialect at <c>/openapi/&lt;name&gt;.json</c>, and a page to try them at <c>/docs</c>.</summary>
/// <remarks>Types are described as their dialect's serializer has them: <see cref="WireShapes"/>.</remarks>
internal static class ApiDescriptions
{
    /// <summary>Documents by the group name that a dialect gives its routes.</summary>
    private static readonly (string Group, string Title)[] Documents =
    [
        ("belay", "Belay in its own words"),
        ("telnyx", "Belay, spoken as Telnyx messaging v2"),
        ("courier", "Belay, spoken as Courier"),
        ("agentmessage", "Belay, spoken as AgentMessage"),
        ("voltmx", "Belay, spoken as HCL Volt MX Engagement"),
    ];

    public static void AddApiDescriptions(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => WireShapes.Use(options.SerializerOptions));
        foreach (var (group, title) in Documents)
        {
            services.AddOpenApi(group, options =>
            {
                options.AddSchemaTransformer(WireShapes.CompleteAsync);
                options.ShouldInclude = description => description.GroupName == group;
                options.AddDocumentTransformer((document, _, _) =>
                {
                    document.Info = new OpenApiInfo { Title = title, Version = "1" };
                    document.Components ??= new OpenApiComponents();
                    document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                    {
                        ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A key of Belay." },
                    };
                    document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("key", document)] = [] }];
                    return Task.CompletedTask;
                });
            });
        }
    }

    public static void MapApiDescriptions(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").LetsEverybodyIn().ExcludeFromDescription().Add(RefuseOtherNames);
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Belay";
            foreach (var (group, title) in Documents)
            {
                page.SwaggerEndpoint($"/openapi/{group}.json", title);
            }
        });
    }

    /// <summary>Of a document that is not there the framework would speak in words of its own, and repeat the name that was asked for.</summary>
    private static void RefuseOtherNames(EndpointBuilder endpoint)
    {
        var show = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
            Array.Exists(
                Documents, document => document.Group.Equals(context.GetRouteValue("documentName") as string, StringComparison.OrdinalIgnoreCase))
                ? show(context)
                : context.RefuseAsync(new Refusal(RefusalKind.RouteUnknown));
    }
}
