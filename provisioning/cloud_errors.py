"""What goes wrong between the tool and a cloud, said so that a person knows what to do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

HTTP_UNAUTHORIZED = 401
HTTP_FORBIDDEN = 403
HTTP_SERVER_ERROR = 500


class CloudUnavailable(Exception):  # noqa: N818 - a state of the world, not a fault of the program
    """The cloud could not be asked, so nothing is known about it; the text says why and what to do."""


class CloudRefused(Exception):  # noqa: N818 - likewise
    """The cloud understood a request and refused it; `status` is HTTP's, the text holds the API's own words."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def refusal(cloud: str, where: str, status: int, body: str) -> Exception:
    """Make the exception for an answer of 400 and above: from 500 on, and without valid login, nothing is known."""
    said = api_message(body)
    if status == HTTP_UNAUTHORIZED:
        return CloudUnavailable(
            f"Cloud {cloud} does not accept the login (HTTP 401 for {where}): {said} Check `auth` of {cloud} in"
            " clouds.yaml: user, password, project and their domains."
        )
    if status >= HTTP_SERVER_ERROR:
        return CloudUnavailable(
            f"Cloud {cloud} failed (HTTP {status} for {where}): {said} Look into the service's log, then plan again."
        )
    advice = " The user of clouds.yaml needs the role admin." if status == HTTP_FORBIDDEN else ""
    return CloudRefused(f"Cloud {cloud} refused {where} (HTTP {status}): {said}{advice}", status)


def api_message(body: str) -> str:
    """Return what the API says in an error: Nova, Keystone, Neutron and Placement each wrap it in another way."""
    try:
        answer = json.loads(body)
    except ValueError:
        words = " ".join(body.split())
        return (words[:120] + " …" if len(words) > 120 else words) or "no explanation."  # noqa: PLR2004 - a line
    texts = sorted(set(_messages(answer)))
    return " ".join(" ".join(text.split()) for text in texts) or "no explanation."


def _messages(answer: object) -> list[str]:
    if isinstance(answer, list):
        return [text for item in answer for text in _messages(item)]
    if not isinstance(answer, dict):
        return []
    found = [str(answer[key]) for key in ("message", "detail") if isinstance(answer.get(key), str) and answer[key]]
    return found or [text for value in answer.values() for text in _messages(value)]


@contextmanager
def translated(cloud: str, where: str) -> Iterator[None]:
    """Raise CloudUnavailable or CloudRefused for what openstacksdk, keystoneauth and requests raise inside."""
    import keystoneauth1.exceptions as keystoneauth
    import openstack.exceptions as openstack
    import requests.exceptions as requests
    import yaml

    foreign = (
        keystoneauth.ClientException,
        openstack.SDKException,
        requests.RequestException,
        yaml.YAMLError,
        OSError,
        ValueError,
    )
    try:
        yield
    except foreign as error:
        raise _translation(cloud, where, error) from error


def _translation(cloud: str, where: str, error: Exception) -> Exception:
    import keystoneauth1.exceptions as keystoneauth
    import openstack.exceptions as openstack
    import requests.exceptions as requests
    import yaml

    at = f" for {where}" if where else ""
    said = " ".join(str(error).split())[:300].rstrip(".") + "."
    if isinstance(error, keystoneauth.HttpError):
        return _login_failure(cloud, error.http_status, _response_text(error))
    lacking = (
        keystoneauth.CatalogException,
        openstack.NotSupported,
        openstack.ServiceDisabledException,
        openstack.ServiceDiscoveryException,
    )
    if isinstance(error, lacking):
        return CloudUnavailable(
            f"Cloud {cloud} lacks a service that works{at}: {said} Its catalog needs identity, compute, placement and"
            " network with an endpoint that answers, for the region and interface of clouds.yaml."
        )
    if isinstance(error, openstack.ConfigException | keystoneauth.AuthPluginException | yaml.YAMLError):
        return CloudUnavailable(
            f"Cloud {cloud} is not set up: {said} Describe it in clouds.yaml (here, in ~/.config/openstack or"
            " /etc/openstack, or where OS_CLIENT_CONFIG_FILE points)."
        )
    if isinstance(error, keystoneauth.ConnectTimeout | requests.Timeout):
        return CloudUnavailable(
            f"Cloud {cloud} does not answer in time{at}: {said} Is it up? Is api_timeout in clouds.yaml long enough?"
        )
    if isinstance(error, keystoneauth.ConnectionError | requests.ConnectionError):
        return CloudUnavailable(
            f"Cloud {cloud} cannot be reached{at}: {said} Check auth_url in clouds.yaml, the network and the service."
        )
    return CloudUnavailable(
        f"Cloud {cloud} answers with something that is not OpenStack's API{at}: {said} Check auth_url in clouds.yaml."
    )


def _login_failure(cloud: str, status: int, body: str) -> Exception:
    """Make the exception for an answer to the login; requests after it are not raised by the libraries."""
    if status == HTTP_UNAUTHORIZED or status >= HTTP_SERVER_ERROR:
        return refusal(cloud, "the login", status, body)
    return CloudUnavailable(
        f"Cloud {cloud} does not take the login (HTTP {status}): {api_message(body)} Check auth_url and `auth`"
        f" of {cloud} in clouds.yaml."
    )


def _response_text(error: Exception) -> str:
    response = getattr(error, "response", None)
    text = getattr(response, "text", None)
    return text if isinstance(text, str) else str(error)
