-- What a status code is called.
create function historian.quality_name(p_quality bigint) returns text
language sql immutable parallel safe
-- parsed here and now, hence without a search_path of its own; see historian.raw_text()
return case p_quality & 4294901760
    when 0 then 'Good'
    when 10616832 then 'GoodEntryInserted'
    when 10682368 then 'GoodEntryReplaced'
    when 1073741824 then 'Uncertain'
    when 1083113472 then 'UncertainNoCommunicationLastUsableValue'
    when 1083179008 then 'UncertainLastUsableValue'
    when 1083244544 then 'UncertainSubstituteValue'
    when 1083310080 then 'UncertainInitialValue'
    when 1083375616 then 'UncertainSensorNotAccurate'
    when 1083441152 then 'UncertainEngineeringUnitsExceeded'
    when 1083506688 then 'UncertainSubNormal'
    when 2147483648 then 'Bad'
    when 2147549184 then 'BadUnexpectedError'
    when 2147614720 then 'BadInternalError'
    when 2147680256 then 'BadOutOfMemory'
    when 2147745792 then 'BadResourceUnavailable'
    when 2147811328 then 'BadCommunicationError'
    when 2147876864 then 'BadEncodingError'
    when 2147942400 then 'BadDecodingError'
    when 2148139008 then 'BadTimeout'
    when 2148270080 then 'BadShutdown'
    when 2148335616 then 'BadServerNotConnected'
    when 2148401152 then 'BadServerHalted'
    when 2149515264 then 'BadUserAccessDenied'
    when 2150694912 then 'BadNoCommunication'
    when 2150760448 then 'BadWaitingForInitialData'
    when 2150825984 then 'BadNodeIdInvalid'
    when 2150891520 then 'BadNodeIdUnknown'
    when 2151284736 then 'BadNotReadable'
    when 2151415808 then 'BadOutOfRange'
    when 2151481344 then 'BadNotSupported'
    when 2155085824 then 'BadTypeMismatch'
    when 2156199936 then 'BadRequestTimeout'
    when 2156462080 then 'BadConfigurationError'
    when 2156527616 then 'BadNotConnected'
    when 2156593152 then 'BadDeviceFailure'
    when 2156658688 then 'BadSensorFailure'
    when 2156724224 then 'BadOutOfService'
    when 2157641728 then 'BadNoData'
    when 2157772800 then 'BadDataLost'
    when 2157838336 then 'BadDataUnavailable'
    when 2163212288 then 'BadNoValue'
    else
        case p_quality >> 30 when 0 then 'Good' when 1 then 'Uncertain' else 'Bad' end
        || ' 0x' || lpad(upper(to_hex(p_quality)), 8, '0')
end;

comment on function historian.quality_name(bigint) is
'Name of an OPC UA status code, whatever its info bits say, for example BadNoCommunication; its '
'severity and number where the name is not known here.';
