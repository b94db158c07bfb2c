namespace Belay.Tests.Gateway.Api.VoltMx;

/// <summary>The vendor's sample requests.</summary>
internal static class VoltMxExamples
{
    public const string Json =
        """
        {"smsServiceRequest":{"messages":{"message":{"startTimestamp":"0","expiryTimestamp":"0","priorityService":"true",
         "recipients":{"recipient":{"mobile":"+919866694753"}},"content":"sample sms message"}}}}
        """;

    public const string JsonVoice =
        """
        {"smsServiceRequest":{"messages":{"channel":"voicesms","message":{"startTimestamp":"0","expiryTimestamp":"0","priorityService":"true",
         "recipients":{"recipient":{"mobile":"+919866694753"}},"content":"sample sms message"}}}}
        """;

    public const string Xml =
        """
        <smsServiceRequest>
          <messages>
            <message>
              <startTimestamp>0</startTimestamp>
              <expiryTimestamp>0</expiryTimestamp>
              <priorityService>false</priorityService>
              <recipients>
                <recipient mobile="+917799622269"/>
              </recipients>
              <content>sample sms message</content>
            </message>
          </messages>
        </smsServiceRequest>
        """;

    public const string XmlVoice =
        """
        <smsServiceRequest>
          <messages>
            <message>
              <channel>voicesms</channel>
              <startTimestamp>0</startTimestamp>
              <expiryTimestamp>0</expiryTimestamp>
              <priorityService>false</priorityService>
              <recipients>
                <recipient mobile="+917799622269"/>
              </recipients>
              <content>sample sms message</content>
            </message>
          </messages>
        </smsServiceRequest>
        """;

    /// <summary>One message with more fields, to one number.</summary>
    public static string With(string fields) =>
        """{"smsServiceRequest":{"messages":{"message":{"recipients":{"recipient":{"mobile":"+919866694753"}},"content":"hi",""" + fields + "}}}}";

    /// <summary>One message at a time to these recipients.</summary>
    public static string To(string recipients, string start = "0") =>
        $$"""{"smsServiceRequest":{"messages":{"message":{"startTimestamp":"{{start}}","content":"hi","recipients":""" + recipients + "}}}}";
}
